import type { Cloud } from "../../graph/cloud-table.ts";
import { resolveCloud } from "../../graph/clouds.ts";
import { readCredentialSettings } from "../../graph/credentials/settings.ts";
import { memoize } from "../../graph/memoize.ts";

/** The cloud of all tenants of a fleet, as ARM_ENVIRONMENT and ARM_METADATA_HOSTNAME name it; it is looked up once. */
export function fleetCloud(env: NodeJS.ProcessEnv, signal?: AbortSignal): () => Promise<Cloud> {
  const { ARM_ENVIRONMENT, ARM_METADATA_HOSTNAME } = env;
  return memoize(async () =>
    resolveCloud(readCredentialSettings({ ARM_ENVIRONMENT, ARM_METADATA_HOSTNAME }), signal),
  );
}
