import { z } from "zod";
import { type Settings, settingName } from "../settings.ts";

/** Where a cloud signs in, where its Resource Manager is, and for whom tokens for it are. Without trailing slashes. */
export type Cloud = { readonly login: string; readonly manager: string; readonly audience: string };

/** Source: https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure */
const clouds: readonly { readonly names: readonly string[]; readonly login: string; manager: string }[] = [
  {
    names: ["public", "azurecloud"],
    login: "https://login.microsoftonline.com",
    manager: "https://management.azure.com",
  },
  {
    names: ["usgovernment", "usgovernmentl4", "azureusgovernment"],
    login: "https://login.microsoftonline.us",
    manager: "https://management.usgovcloudapi.net",
  },
  {
    names: ["china", "azurechinacloud"],
    login: "https://login.chinacloudapi.cn",
    manager: "https://management.chinacloudapi.cn",
  },
];

const address = z.url().transform((url) => url.replace(/\/+$/, ""));
const environmentDocument = z.object({
  authentication: z.object({ loginEndpoint: address, audiences: z.tuple([address], z.string()) }),
  resourceManager: address,
});

/** The cloud that the settings name or describe. Raises an error that names the setting at fault. */
export async function findCloud(settings: Settings, signal: AbortSignal): Promise<Cloud> {
  const { metadataHost, environment = "public" } = settings;
  if (metadataHost !== undefined) return describedCloud(metadataHost, signal);
  const cloud = clouds.find(({ names }) => names.includes(environment.toLowerCase()));
  if (cloud !== undefined) return { ...cloud, audience: cloud.manager };
  const names = clouds.flatMap((each) => each.names).join(", ");
  throw new Error(
    `${settingName("environment")} is "${environment}", which is no cloud. Give one of ${names}.`,
  );
}

async function describedCloud(host: string, signal: AbortSignal): Promise<Cloud> {
  const url = `https://${host}/metadata/endpoints?api-version=2022-09-01`;
  try {
    const response = await fetch(url, { signal });
    const { authentication, resourceManager } = environmentDocument.parse(await response.json());
    return {
      login: authentication.loginEndpoint,
      manager: resourceManager,
      audience: authentication.audiences[0],
    };
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Error(
      `${url} gave no environment document. Check ${settingName("metadataHost")}; leave it out for Microsoft's own clouds.`,
      { cause: error },
    );
  }
}
