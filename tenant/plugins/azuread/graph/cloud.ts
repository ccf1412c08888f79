import { z } from "zod";
import { type Settings, settingName } from "../settings.ts";
import { fetchWithRetry, type Wait } from "./fetch.ts";

/** Where a cloud signs in, and where its Graph is: https origins without a trailing slash. */
export type Cloud = { readonly login: string; readonly graph: string };

/** Source: https://learn.microsoft.com/graph/deployments */
const clouds: readonly (Cloud & { readonly names: readonly string[] })[] = [
  {
    names: ["global", "public"],
    login: "https://login.microsoftonline.com",
    graph: "https://graph.microsoft.com",
  },
  {
    names: ["usgovernment", "usgovernmentl4"],
    login: "https://login.microsoftonline.us",
    graph: "https://graph.microsoft.us",
  },
  {
    names: ["dod", "usgovernmentl5"],
    login: "https://login.microsoftonline.us",
    graph: "https://dod-graph.microsoft.us",
  },
  {
    names: ["china"],
    login: "https://login.partner.microsoftonline.cn",
    graph: "https://microsoftgraph.chinacloudapi.cn",
  },
];

const origin = z.url().transform((url) => new URL(url).origin);
const environmentDocument = z.object({
  authentication: z.object({ loginEndpoint: origin }),
  microsoftGraphResourceId: origin,
});

/**
 * The cloud that the settings name, or that the environment document of their metadata host describes. Raises an
 * error that names the setting at fault.
 */
export async function findCloud(settings: Settings, wait: Wait, signal: AbortSignal): Promise<Cloud> {
  if (settings.metadataHost === undefined) return publishedCloud(settings.environment ?? "global");
  const setting = settingName("metadataHost");
  const url = `https://${settings.metadataHost}/metadata/endpoints?api-version=2022-09-01`;
  const { status, body } = await fetchWithRetry({ method: "GET", url, signal, setting }, wait);
  const document = environmentDocument.safeParse(body);
  if (document.success) {
    const { authentication, microsoftGraphResourceId } = document.data;
    return { login: authentication.loginEndpoint, graph: microsoftGraphResourceId };
  }
  throw new Error(
    `${url} answered ${status}, and no environment document. Check ${setting}; leave it out for Microsoft's own clouds.`,
  );
}

function publishedCloud(name: string): Cloud {
  const cloud = clouds.find(({ names }) => names.includes(name.toLowerCase()));
  if (cloud !== undefined) return cloud;
  const names = clouds.flatMap((each) => each.names).join(", ");
  throw new Error(`${settingName("environment")} is "${name}", which is no cloud. Give one of ${names}.`);
}
