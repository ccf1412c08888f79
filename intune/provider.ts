import { createGraph } from "../graph/client.ts";
import { credentialVariables, readCredentialSettings } from "../graph/credentials/settings.ts";
import { describeWait } from "../graph/wait-notice.ts";
import type { Provider } from "../provider/provider.ts";
import { version } from "../version.ts";
import { justificationOf, withApprovals } from "./approvals.ts";
import { assignmentsAhead } from "./assignments-ahead.ts";
import type { IntuneClient } from "./client.ts";
import { configuration } from "./configuration.ts";
import { readsEncryptedValues } from "./read-encrypted-values.ts";
import { functions, resources } from "./registry.ts";
import { replicationDelays } from "./replication.ts";
import { refuseWithoutIntune } from "./undocumented.ts";

/** The Intune provider: what `pulumi package get-schema` describes and the engine calls. */
export const intuneProvider: Provider<typeof configuration, IntuneClient> = {
  name: "intune",
  version,
  displayName: "Microsoft Intune",
  description:
    "Policies of Microsoft Intune (custom Windows profiles, settings catalog, remediation scripts) and their assignments, over Microsoft Graph.",
  config: configuration,
  replaceOn: ["tenantId", "environment", "metadataHost"],
  connect(
    { retryTimeoutSeconds, allowUndocumentedCloud, readEncryptedValues, approvalJustification, ...overrides },
    report,
    signal,
  ) {
    const graph = createGraph({
      credentials: readCredentialSettings(process.env, present(overrides)),
      userAgent: `pulumi-intune/${version}`,
      accept: allowUndocumentedCloud ? undefined : refuseWithoutIntune,
      retryTimeoutSeconds,
      signal,
      onWait: (notice) => report(describeWait(notice)),
    });
    return {
      graph: withApprovals(graph, justificationOf(process.env, approvalJustification)),
      ...seenByOne(process.env),
      readEncryptedValues: readsEncryptedValues(process.env, readEncryptedValues),
      replicationDelays,
    };
  },
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
  resources,
  functions,
};

/** What one provider made and read during an operation of the engine. The next operation may find it changed. */
function seenByOne(env: NodeJS.ProcessEnv): Pick<IntuneClient, "made" | "unassigned" | "assignmentsAhead"> {
  return { made: new Set(), unassigned: new Set(), assignmentsAhead: assignmentsAhead(env) };
}

/** The settings without those that are not given, which exact optional types tell apart. */
function present<Settings extends object>(settings: Settings) {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
