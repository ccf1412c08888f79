import { pinRecoveryOf } from "../../../domain/recovery-routes.ts";
import type { Graph } from "../../../graph/client.ts";
import type { CredentialSettings } from "../../../graph/credentials/settings.ts";
import type { Policy } from "../../policies/policy.ts";
import { readCatalogPolicies, readDeviceConfigurations, readIntents } from "../../policies/read.ts";
import type { Facts, Policies, Principal } from "../facts.ts";
import { both, type Fact, known } from "../finding.ts";
import { attempt } from "./attempt.ts";
import { readGrants, readGroups } from "./directory.ts";
import { readDeployments, readDevices, readHelloEnrollment } from "./intune.ts";
import { readClient, readDirectories, readService } from "./principals.ts";
import { readResetFacts, readResetSources, unreadReset } from "./reset.ts";
import { sharingReads } from "./sharing-reads.ts";
import { readSignIn } from "./sign-in.ts";

/**
 * All that the checks go by, in two waves of reads that travel together: what there is, then what belongs to it.
 * What cannot be read is in the facts with its reason.
 * @throws GraphError `cancelled`, and nothing else.
 */
export async function readFacts(
  graph: Graph,
  settings: CredentialSettings,
  signal: AbortSignal,
): Promise<Facts> {
  const reader = { graph: sharingReads(graph), signal };
  const signIn = await readSignIn(settings, () => graph.cloud(), signal);
  if (!signIn.signIn.known || "refused" in signIn.signIn.value) {
    return withoutSignIn(signIn);
  }
  const [service, client, directories, devices, helloEnrollment, resetSources, ...sources] =
    await Promise.all([
      attempt(() => readService(reader)),
      attempt(() => readClient(reader)),
      attempt(() => readDirectories(reader)),
      attempt(() => readDevices(reader)),
      attempt(() => readHelloEnrollment(reader)),
      readResetSources(reader),
      attempt(() => readDeviceConfigurations(reader)),
      attempt(() => readCatalogPolicies(reader)),
      attempt(() => readIntents(reader)),
    ]);
  const [deviceConfigurations, configurationPolicies, intents] = sources;
  const policies: Policies = { deviceConfigurations, configurationPolicies, intents };
  const recovering = recoveringIn(sources);
  const [grants, groups, deployments, reset] = await Promise.all([
    then(both(service, client), (principals) => readGrants(reader, idsOf(principals))),
    then(recovering, (found) => readGroups(reader, groupIdsOf(found))),
    then(recovering, (found) =>
      readDeployments(
        reader,
        found.filter(hasDeployment).map(({ id }) => id),
      ),
    ),
    readResetFacts(reader, resetSources, { policies, devices }),
  ]);
  return {
    ...signIn,
    ...reset,
    service,
    client,
    directories,
    policies,
    helloEnrollment,
    devices,
    grants,
    groups,
    deployments,
  };
}

/** The policies that set EnablePinRecovery, of those that could be read; not known where none could. */
function recoveringIn(sources: readonly Fact<readonly Policy[]>[]): Fact<Policy[]> {
  const found = sources.flatMap((source) => (source.known ? source.value : []));
  const unread = sources.find((source) => !source.known);
  return unread && sources.every((source) => !source.known)
    ? unread
    : known(found.filter((policy) => pinRecoveryOf([policy]).length > 0));
}

/** Whether Graph's reference says how to ask what devices report of a policy. */
function hasDeployment({ kind }: Policy): boolean {
  return kind === "custom" || kind === "identityProtection";
}

/** Nothing is asked of Graph without a token: every read would fail in the same way, each after its own attempts. */
function withoutSignIn(signIn: Pick<Facts, "signIn" | "permissions" | "tenantId">): Facts {
  const unread: Fact<never> = {
    known: false,
    code: "notSignedIn",
    message: "Nothing could be read without signing in.",
    hint: "Fix sign-in first.",
  };
  return {
    ...signIn,
    ...unreadReset(unread),
    service: unread,
    client: unread,
    directories: unread,
    grants: unread,
    policies: { deviceConfigurations: unread, configurationPolicies: unread, intents: unread },
    helloEnrollment: unread,
    groups: unread,
    devices: unread,
    deployments: unread,
  };
}

async function then<First, Second>(
  first: Fact<First>,
  read: (value: First) => Promise<Second>,
): Promise<Fact<Second>> {
  return first.known ? attempt(() => read(first.value)) : first;
}

function idsOf(principals: readonly (Principal | undefined)[]): string[] {
  return principals.flatMap((principal) => principal?.id ?? []);
}

function groupIdsOf(policies: readonly Policy[]): string[] {
  const ids = policies.flatMap(({ targets }) => targets.flatMap(({ groupId }) => groupId ?? []));
  return [...new Set(ids)];
}
