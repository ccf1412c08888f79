import { z } from "zod";
import { requireLoopbackAddresses } from "../../loopback-only.ts";
import { type Settings, settingName } from "../settings.ts";
import { fetchWithRetry, type Wait } from "./fetch.ts";

/** Where a cloud signs in, and where its Graph is: https origins without a trailing slash. */
export type Cloud = { readonly login: string; readonly graph: string };

const origin = z.url().transform((url) => new URL(url).origin);
const environmentDocument = z.object({
  authentication: z.object({ loginEndpoint: origin }),
  microsoftGraphResourceId: origin,
});

/**
 * The embedded tenant's cloud, as the environment document of the metadata host describes it.
 *
 * @throws Error that names the setting at fault; or that the document names a host other than this machine.
 */
export async function findCloud(settings: Settings, wait: Wait, signal: AbortSignal): Promise<Cloud> {
  const setting = settingName("metadataHost");
  const url = `https://${settings.metadataHost}/metadata/endpoints?api-version=2022-09-01`;
  const { status, body } = await fetchWithRetry({ method: "GET", url, signal, setting }, wait);
  const document = environmentDocument.safeParse(body);
  if (!document.success) {
    throw new Error(`${url} answered ${status}, and no environment document. Check ${setting}.`);
  }
  const { authentication, microsoftGraphResourceId } = document.data;
  const cloud = { login: authentication.loginEndpoint, graph: microsoftGraphResourceId };
  requireLoopbackAddresses("azuread", Object.values(cloud));
  return cloud;
}
