import { pinResetApps } from "../domain/applications.ts";
import { without } from "../domain/granted-scopes.ts";
import { getDelegatedPermissionGrant } from "../intune/sdk.ts";
import type { Issue } from "../settings/issues.ts";
import { setCommand, settingName } from "../settings/names.ts";
import type { Settings } from "../settings.ts";
import { plainText } from "../text/plain-text.ts";
import { providerMessage } from "./azuread-errors.ts";
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
 * The grants of the consent that exist without the stack's doing: an administrator clicked the consent links, or the run that
 * made them was killed. A second one cannot be made. Nothing is asked for a grant that is in the stack's state.
 */
export async function lookUpGrants(
  name: string,
  consent: Settings["consent"],
  state: StackState,
): Promise<{ grants: ExistingGrants; issues: Issue[] }> {
  const names = grantNames(name);
  const resources = { client: pinResetApps.service, service: consent.directoryAppId };
  const wanted = sides.filter(
    (side) => consent[scopesKey[side]].length > 0 && !state.find(grantType, names[side]),
  );
  const lookedUp = await Promise.all(wanted.map((side) => lookUp(side, pinResetApps[side], resources[side])));
  const grants = Object.fromEntries(
    lookedUp.flatMap((found) => ("grant" in found ? [[found.side, found.grant]] : [])),
  );
  return { grants, issues: lookedUp.flatMap((found) => ("message" in found ? [found] : [])) };
}

async function lookUp(
  side: Side,
  clientAppId: string,
  resourceAppId: string,
): Promise<{ side: Side; grant: ExistingGrant } | Issue | Record<never, never>> {
  try {
    const { id, clientObjectId, resourceObjectId, scopes } = await getDelegatedPermissionGrant({
      clientAppId,
      resourceAppId,
    });
    return id && clientObjectId && resourceObjectId
      ? { side, grant: { id, clientObjectId, resourceObjectId, scopes } }
      : {};
  } catch (error) {
    return {
      code: "lookUpFailed",
      message: `Whether ${called[side]} exists could not be looked up: ${providerMessage(error)}`,
      hint: "Give the signed-in account Microsoft Graph's Application.Read.All and Directory.Read.All, then run the same command again",
    };
  }
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
