import { enablePinRecoveryUri, readRecoveryNode, setsPinRecovery } from "../domain/recovery-node.ts";
import { getPolicySettings } from "../intune/sdk.ts";
import { hintLines, type Issue } from "../settings/issues.ts";
import { setCommand } from "../settings/names.ts";
import type { Settings } from "../settings.ts";
import { providerMessage } from "./azuread-errors.ts";
import type { StackState } from "./stack-state.ts";

const profileType = "intune:index:WindowsCustomConfiguration";

const allow = ["profile", "allowOtherProfiles"];

/** What tells of other profiles: now, and where the engine is about to create the stack's own after all. */
export type OtherProfiles = { readonly issues: Issue[]; readonly beforeCreate?: () => Promise<Issue[]> };

/**
 * The custom profiles that set EnablePinRecovery already, each as an issue, where the stack is to create its own. Where
 * the stack has its profile, nothing is asked, unless the engine creates it all the same: it was deleted, which
 * the engine learns after this program has begun.
 */
export async function lookUpOtherProfiles(
  name: string,
  profile: Settings["profile"],
  tenantId: string,
  state: StackState,
): Promise<OtherProfiles> {
  if (profile.allowOtherProfiles) {
    return { issues: [] };
  }
  const look = () => otherProfiles(profile, tenantId);
  return state.find(profileType, `${name}-profile`)
    ? { issues: [], beforeCreate: look }
    : { issues: await look() };
}

/**
 * The custom profiles that set EnablePinRecovery beside the declared one: two policies for one node contradict each
 * other sooner or later. One that `intune` takes over, since it has the name and the node of the declared one, is no
 * issue.
 * Source: https://learn.microsoft.com/intune/intune-service/configuration/device-profile-troubleshoot
 */
async function otherProfiles(profile: Settings["profile"], tenantId: string): Promise<Issue[]> {
  try {
    const { policies = [] } = await getPolicySettings({ settingIdsContain: ["EnablePinRecovery"] });
    const own = enablePinRecoveryUri(tenantId.toLowerCase(), profile.scope);
    return policies
      .filter(({ kind }) => kind === "custom")
      .map(({ id, name, settings }) => ({ id, displayName: name, omaUris: settings.map((each) => each.id) }))
      .filter(({ displayName, omaUris }) => displayName !== profile.displayName || !omaUris.includes(own))
      .flatMap((other) => secondPolicy(other, tenantId.toLowerCase()));
  } catch (error) {
    return [
      {
        code: "lookUpFailed",
        message: `Whether another profile sets EnablePinRecovery could not be looked up: ${providerMessage(error)}`,
        hint: "Give the signed-in account Microsoft Graph's DeviceManagementConfiguration.Read.All, then run the same command again",
      },
    ];
  }
}

type CustomProfile = { id: string; displayName: string; omaUris: string[] };

function secondPolicy({ id, displayName, omaUris }: CustomProfile, tenantId: string): Issue[] {
  const uri = omaUris.find(setsPinRecovery);
  if (uri === undefined) {
    return [];
  }
  const isRight = readRecoveryNode(uri, tenantId).kind === "right";
  const effect = isRight ? "" : ", which devices of this tenant do not take";
  return [
    {
      code: "secondPolicy",
      message: `The profile "${displayName}" (${id}) sets EnablePinRecovery already, by ${uri.trim()}${effect}`,
      hint: hintLines(
        `Bring it under management: npm run pin-reset -- adopt --profile ${id} --apply`,
        "or delete it in Intune, or, to have two profiles for one setting:",
        setCommand(allow, "true"),
      ),
    },
  ];
}
