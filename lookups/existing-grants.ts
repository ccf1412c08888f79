import { pinResetApps } from "../domain/applications.ts";
import { without } from "../domain/granted-scopes.ts";
import type { DelegatedPermissionGrantResult } from "../intune/sdk.ts";
import type { Issue } from "../settings/issues.ts";
import { setCommand, settingName } from "../settings/names.ts";
import type { Settings } from "../settings.ts";
import { plainText } from "../text/plain-text.ts";
import type { DirectoryQuery } from "./directory-query.ts";
import { stackLog } from "./stack-log.ts";
import type { StackState } from "./stack-state.ts";

/** A grant for all users that the tenant has and the stack does not manage yet. */
export type ExistingGrant = {
  id: string;
  clientObjectId: string;
  resourceObjectId: string;
  scopes: readonly string[];
};

/** Both grants of the consent, as far as they are there to be taken over. */
export type ExistingGrants = { client?: ExistingGrant; service?: ExistingGrant };

/** The type of a grant in state. */
const grantType =
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant";

/** The names of both grants in a stack, after the name of its component. */
export const grantNames = (name: string) => ({
  client: `${name}-client-on-service`,
  service: `${name}-service-on-directory`,
});

type Side = keyof ExistingGrants;

const sides: readonly Side[] = ["client", "service"];

const called: Readonly<Record<Side, string>> = {
  client: "the grant of the PIN reset client on the service",
  service: "the grant of the PIN reset service on the directory",
};

const scopesKey = { client: "clientScopes", service: "serviceScopes" } as const;

/**
 * The grants of the consent that exist but are not in the stack: an administrator clicked the consent links, or the run that
 * made them was killed. Graph allows no second one. Both are asked for, so that the question need not wait for the stack's
 * state, and one that is in the state is left out.
 */
export async function lookUpGrants(
  name: string,
  consent: Settings["consent"],
  query: DirectoryQuery,
  state: Promise<StackState>,
): Promise<{ grants: ExistingGrants; issues: Issue[] }> {
  const names = grantNames(name);
  const resources = { client: pinResetApps.service, service: consent.directoryAppId };
  const asked = sides
    .filter((side) => consent[scopesKey[side]].length > 0)
    .map(async (side) => {
      const pair = { clientAppId: pinResetApps[side], resourceAppId: resources[side] };
      return { side, result: await query.grant(pair) };
    });
  const [known, lookedUp] = await Promise.all([state, Promise.all(asked)]);
  const found = lookedUp.filter(({ side }) => !known.find(grantType, names[side]));
  return {
    grants: Object.fromEntries(found.flatMap(({ side, result }) => entryOf(side, result))),
    issues: found.flatMap(({ side, result }) => issueOf(side, result)),
  };
}

function entryOf(side: Side, result: DelegatedPermissionGrantResult): [Side, ExistingGrant][] {
  const { id, clientObjectId, resourceObjectId, scopes = [] } = result;
  return id && clientObjectId && resourceObjectId
    ? [[side, { id, clientObjectId, resourceObjectId, scopes }]]
    : [];
}

function issueOf(side: Side, { status, error }: DelegatedPermissionGrantResult): Issue[] {
  if (status === "found" || status === "missing") {
    return [];
  }
  const permissions =
    "Give the signed-in account Microsoft Graph's Application.Read.All and Directory.Read.All, then run the same command again";
  return [
    {
      code: "lookUpFailed",
      message: `Whether ${called[side]} exists could not be looked up: ${error?.message ?? "no reason was given"}`,
      hint: (status === "failed" && error?.hint) || permissions,
    },
  ];
}

/** What a shell takes as one word and as nothing else, within double quotes too. */
const oneWord = /^[\w.:/-]+$/;

/** Says which permissions of grants that are taken over the settings do not name, and how to keep them. */
export function warnOfLargerGrants(grants: ExistingGrants, consent: Settings["consent"]): void {
  for (const side of sides) {
    const grant = grants[side];
    const key = scopesKey[side];
    const more = without(grant?.scopes ?? [], consent[key]);
    if (more.length > 0) {
      const names = plainText(more.join(", "));
      const all = [...consent[key], ...more];
      // Anyone who may grant chooses the words: a line to type is given only where a shell does nothing with them.
      const lines = all.every((scope) => oneWord.test(scope))
        ? all.map((scope, index) => `  ${setCommand(["consent", key, index], scope)}`)
        : [`  ${settingName(["consent", key])} in the settings file`];
      stackLog.warn(
        [
          `Taken over with all that it has: ${called[side]}. ${settingName(["consent", key])} does not name ` +
            `${names}: the \`pulumi up\` after this one removes ${names}, unless it is named:`,
          ...lines,
        ].join("\n"),
      );
    }
  }
}
