import { z } from "zod";
import { requireLoopbackAddresses } from "../../loopback-only.ts";
import { type Settings, settingName } from "../settings.ts";

/** Where a cloud signs in, where its Resource Manager is, and for whom tokens for it are. Without trailing slashes. */
export type Cloud = { readonly login: string; readonly manager: string; readonly audience: string };

const address = z.url().transform((url) => url.replace(/\/+$/, ""));
const environmentDocument = z.object({
  authentication: z.object({ loginEndpoint: address, audiences: z.tuple([address], z.string()) }),
  resourceManager: address,
});

/**
 * The embedded tenant's cloud, as the environment document of the metadata host describes it.
 *
 * @throws Error that names the setting at fault; or that the document names a host other than this machine.
 */
export async function findCloud({ metadataHost }: Settings, signal: AbortSignal): Promise<Cloud> {
  const cloud = await describedCloud(`${metadataHost}`, signal);
  requireLoopbackAddresses("azure-native", [cloud.login, cloud.manager]);
  return cloud;
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
    if (signal.aborted) {
      throw error;
    }
    throw new Error(`${url} gave no environment document. Check ${settingName("metadataHost")}.`, {
      cause: error,
    });
  }
}
