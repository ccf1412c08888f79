import type { Graph } from "../../../graph/client.ts";
import type { CredentialSettings } from "../../../graph/credentials/settings.ts";
import type { Facts, Principal, Profile } from "../facts.ts";
import { both, type Fact } from "../finding.ts";
import { attempt } from "./attempt.ts";
import { readGrants, readGroups } from "./directory.ts";
import { readDeployments, readDevices, readProfiles } from "./intune.ts";
import { readClient, readDirectories, readService } from "./principals.ts";
import { readResetFacts, readResetSources, unreadReset } from "./reset.ts";
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
  const reader = { graph, signal };
  const signIn = await readSignIn(settings, () => graph.cloud(), signal);
  if (!signIn.signIn.known || "refused" in signIn.signIn.value) {
    return withoutSignIn(signIn);
  }
  const [service, client, directories, profiles, devices, sources] = await Promise.all([
    attempt(() => readService(reader)),
    attempt(() => readClient(reader)),
    attempt(() => readDirectories(reader)),
    attempt(() => readProfiles(reader)),
    attempt(() => readDevices(reader)),
    readResetSources(reader),
  ]);
  const [grants, groups, deployments, reset] = await Promise.all([
    then(both(service, client), (principals) => readGrants(reader, idsOf(principals))),
    then(profiles, (found) => readGroups(reader, groupIdsOf(found))),
    then(profiles, (found) =>
      readDeployments(
        reader,
        found.map(({ id }) => id),
      ),
    ),
    readResetFacts(reader, sources, devices),
  ]);
  return {
    ...signIn,
    ...reset,
    service,
    client,
    directories,
    profiles,
    devices,
    grants,
    groups,
    deployments,
  };
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
    profiles: unread,
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

function groupIdsOf(profiles: readonly Profile[]): string[] {
  const ids = profiles.flatMap(({ targets }) => targets.flatMap(({ groupId }) => groupId ?? []));
  return [...new Set(ids)];
}
