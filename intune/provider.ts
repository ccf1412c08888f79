import { credentialVariables, readCredentialSettings } from "../graph/credentials/settings.ts";
import type { Provider } from "../provider/provider.ts";
import { version } from "../version.ts";
import type { IntuneClient } from "./client.ts";
import { configuration } from "./configuration.ts";
import { connectIntune, present, seenByOne } from "./connect.ts";
import { packageMetadata } from "./package-metadata.ts";
import { functions, resources } from "./registry.ts";
import { components } from "./served-components.ts";

/** The Intune provider: what `pulumi package get-schema` describes and the engine calls. */
export const intuneProvider: Provider<typeof configuration, IntuneClient> = {
  name: "intune",
  version,
  displayName: "Microsoft Intune",
  description:
    "Policies of Microsoft Intune (custom Windows profiles, settings catalog, remediation scripts) and their assignments, over Microsoft Graph.",
  metadata: packageMetadata,
  config: configuration,
  replaceOn: ["tenantId", "environment", "metadataHost"],
  connect: (settings, report, signal) => connectIntune(settings, { env: process.env, report, signal }),
  ahead: {
    endpoints(settings) {
      const isCredential = ([key]: readonly [string, unknown]) => Object.hasOwn(credentialVariables, key);
      const overrides = Object.fromEntries(Object.entries(present(settings)).filter(isCredential));
      const { environment, metadataHost, oidcRequestUrl } = readCredentialSettings(process.env, overrides);
      return [environment, metadataHost, oidcRequestUrl];
    },
    prepare: ({ graph }) => graph.tenantId(),
    forProvider: (prepared) => ({ ...prepared, ...seenByOne(process.env) }),
  },
  examples: async () => (await import("./examples.ts")).examples,
  resources,
  functions,
  components,
};
