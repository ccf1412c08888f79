import type { CodeTable } from "../../text/error-codes.ts";
import type { ErrorCode } from "../error-codes.ts";
import { type BlockerNoteCode, blockerCodes } from "./blocker-codes.ts";

const upOrIntune = "Run `pulumi up`; or change it in the Intune admin center, as the finding says.";
const upOrConsent =
  "Run `pulumi up`, which grants consent.clientScopes and consent.serviceScopes of the settings; or open the links of `npm run pin-reset -- consent` again.";
const setUri = "Set the OMA-URI to the one that the finding names: run `pulumi up`, or change it in Intune.";

/** The codes of the findings of `doctor`, beside those of a failed Graph call or sign-in, in the order of its checks. */
export const findingCodes = {
  notSignedIn: {
    stage: "doctor",
    looksLike: "Nothing could be read without signing in.",
    why: "The check `sign-in` failed, so no other one could be made.",
    whatToDo: "Fix sign-in first.",
  },
  unreadableToken: {
    stage: "doctor",
    looksLike: "The token cannot be read, so what it permits is not known.",
    why: "Microsoft does not promise that an access token can be read.",
    whatToDo:
      "Compare the permissions of the app registration with [permissions.md](permissions.md), and put the tenant's id into `ARM_TENANT_ID`.",
  },
  unreadableAnswer: {
    stage: "doctor",
    looksLike: "Graph's answer is not as its reference describes it.",
    why: "Graph has changed, or something changes its answers on the way.",
    whatToDo: "Look whether there is a newer version of this project.",
  },
  missingPermission: {
    stage: "doctor",
    looksLike: "The token lacks <permission>, which it takes to <calls>.",
    why: "The app registration was not given the permission, or no administrator consented to it.",
    whatToDo:
      "Add the permission of Microsoft Graph to the app registration, and have an administrator consent to it.",
  },
  applicationMissing: {
    stage: "doctor",
    looksLike: "The tenant has no service principal of Microsoft Pin Reset Service Production.",
    why: "Neither `pulumi up` nor the consent links have brought the application into the tenant.",
    whatToDo:
      "Run `pulumi up`; or open the links of `npm run pin-reset -- consent` as an Application Administrator.",
  },
  applicationDisabled: {
    stage: "doctor",
    looksLike: "<application> is disabled: no user can sign in to it, so that no PIN is reset.",
    why: "An administrator has disabled sign-in to it.",
    whatToDo:
      "Run `pulumi up`; or, in the Entra admin center, set Enterprise applications > the application > Properties > Enabled for users to sign-in.",
  },
  applicationBlocked: {
    stage: "doctor",
    looksLike: "Microsoft has disabled <application> (<reason>).",
    why: "Microsoft has blocked the application in this tenant.",
    whatToDo: "No setting undoes this: ask Microsoft's support why.",
  },
  applicationHidden: {
    stage: "doctor",
    looksLike:
      "<application> lacks the tag WindowsAzureActiveDirectoryIntegratedApp: the list of enterprise applications hides it.",
    why: "The service principal was made without the tag by which the portal lists it.",
    whatToDo: "Run `pulumi up`, which sets the tag; or add it to the tags of the service principal.",
  },
  userAssignmentRequired: {
    stage: "doctor",
    looksLike:
      "<application> is for assigned users alone: anyone else fails to reset a PIN with AADSTS50105.",
    why: "The application requires that users are assigned to it.",
    whatToDo:
      "Assign everyone who is to reset a PIN; or set Enterprise applications > the application > Properties > Assignment required to No.",
  },
  grantMissing: {
    stage: "doctor",
    looksLike: "<application> has no delegated permission on <application>.",
    why: "The consent was not given, or was taken away.",
    whatToDo: upOrConsent,
  },
  grantForSome: {
    stage: "doctor",
    looksLike: "<application> has its permission on <application> for <count> users alone, not for all.",
    why: "Users consented for themselves; no administrator did for the tenant.",
    whatToDo: `An administrator has to consent for the whole tenant. ${upOrConsent}`,
  },
  grantEmpty: {
    stage: "doctor",
    looksLike: "The grant of <application> for all users holds no permission.",
    why: "The grant is there, and names nothing.",
    whatToDo: upOrConsent,
  },
  grantUnpublished: {
    stage: "doctor",
    looksLike: "The grant on <application> names <permission>, which it does not publish.",
    why: "The permission is misspelled, or the application has dropped it.",
    whatToDo: "Grant what the application does publish, which the hint lists.",
  },
  profileMissing: {
    stage: "doctor",
    looksLike:
      "No policy sets EnablePinRecovery: no custom profile, settings catalog, Account protection or identity protection policy.",
    why: "The policy was not made, or was deleted; or it is set by group policy or an administrative template, which are not looked at.",
    whatToDo: "Run `pulumi up`, or set it in Intune.",
  },
  nodePolicyForm: {
    stage: "doctor",
    looksLike:
      "In the custom profile <profile>, <OMA-URI> is the form with Policy/ that is often copied, and no node of the Passport for Work CSP.",
    why: "Devices do not know this node.",
    whatToDo: setUri,
  },
  nodeBraces: {
    stage: "doctor",
    looksLike: "In the custom profile <profile>, <OMA-URI> has the tenant's id in braces.",
    why: "Devices take the id without braces alone.",
    whatToDo: setUri,
  },
  nodePlaceholder: {
    stage: "doctor",
    looksLike: "In the custom profile <profile>, <OMA-URI> has no tenant id where one belongs.",
    why: "The OMA-URI was copied with its placeholder.",
    whatToDo: setUri,
  },
  nodeOtherTenant: {
    stage: "doctor",
    looksLike:
      "In the custom profile <profile>, <OMA-URI> has another tenant's id, and a device ignores that.",
    why: "The OMA-URI was copied from another tenant.",
    whatToDo: setUri,
  },
  nodeSpelling: {
    stage: "doctor",
    looksLike:
      "In the custom profile <profile>, <OMA-URI> is not spelled as the node is, to which upper and lower case count too.",
    why: "Devices compare the node exactly.",
    whatToDo: setUri,
  },
  nodeScopeImplied: {
    stage: "doctor",
    looksLike:
      "In the custom profile <profile>, <OMA-URI> leaves the scope out; devices take it for their own.",
    why: "The node works, and is not written as its reference writes it.",
    whatToDo: "Write it with `./Device/` when the profile is next changed.",
  },
  valueType: {
    stage: "doctor",
    looksLike: "In the custom profile <profile>, EnablePinRecovery is of the type <type>.",
    why: "Devices take a Boolean alone for this node.",
    whatToDo: upOrIntune,
  },
  valueFalse: {
    stage: "doctor",
    looksLike: "In the custom profile <profile>, EnablePinRecovery is false: it turns PIN recovery off.",
    why: "The value was changed.",
    whatToDo: upOrIntune,
  },
  profilesContradict: {
    stage: "doctor",
    looksLike:
      "The <policy> sets EnablePinRecovery of the device to false, and the <policy> that of the device to true: devices that get both report a conflict; <who>.",
    why: "Two policies set one node differently. Intune lets neither of them win.",
    whatToDo: "Delete the one that is false, or take its assignments away.",
  },
  userScopeWins: {
    stage: "doctor",
    looksLike:
      "The <policy> sets EnablePinRecovery of the user to false, and the <policy> that of the device to true: the user's setting wins over the device's, and no conflict is reported; <who>.",
    why: "Windows takes a policy of the user before one of the device.",
    whatToDo: "Set both to the same, or keep one of the two.",
  },
  profilesRepeat: {
    stage: "doctor",
    looksLike: "<count> policies set EnablePinRecovery to true: <policies>.",
    why: "Two that agree today can contradict each other tomorrow.",
    whatToDo: "Keep one.",
  },
  unassigned: {
    stage: "doctor",
    looksLike: "The policy <policy> is assigned to no one, so it does nothing.",
    why: "It has no assignment, or exclusions alone.",
    whatToDo:
      "Name groups in assignments.groups of the settings and run `pulumi up`; or assign it in Intune.",
  },
  groupMissing: {
    stage: "doctor",
    looksLike: "Assigned to the group <id> in the policy <policy>: no such group exists any more.",
    why: "The group was deleted.",
    whatToDo: "Take it out of the assignments, or restore the group in the Entra admin center.",
  },
  groupEmpty: {
    stage: "doctor",
    looksLike: "The group <group> of the policy <policy> is empty.",
    why: "It has no members, nor have the groups in it.",
    whatToDo: "Put devices or users into it, or assign the policy to another group.",
  },
  groupContradicts: {
    stage: "doctor",
    looksLike: "The group <group> is included and excluded in the policy <policy>: the exclusion wins.",
    why: "One group stands on both sides of the assignments.",
    whatToDo: "Take one of the two out of the assignments.",
  },
  exclusionNotApplied: {
    stage: "doctor",
    looksLike:
      "In the custom profile <profile>: Intune does not apply the exclusion of the group <group> <...>.",
    why: "Intune evaluates groups of devices and of users apart.",
    whatToDo: "Exclude a group of the same kind.",
  },
  userScopeForDevices: {
    stage: "doctor",
    looksLike:
      "<setting> is a user's setting, and the policy <policy> is for devices alone: only the user who enrolled a device may get it.",
    why: "A setting of the user's scope goes to users.",
    whatToDo:
      "Assign it to groups of users, or set the device's node: profile.scope: device in the settings, where the program declares it.",
  },
  otherPlatforms: {
    stage: "doctor",
    looksLike:
      "The group <group> of the policy <policy> holds <devices>: such devices show up in the policy's status as not applicable.",
    why: "The policy is for Windows devices; the others come to no harm.",
    whatToDo: "Assign it to a group of Windows devices to keep them out of the status, or leave it as it is.",
  },
  deploymentFailing: {
    stage: "doctor",
    looksLike: "<count> devices cannot take the policy <policy>: <counts>.",
    why: "The devices report an error, or that another policy sets the same.",
    whatToDo: "Look at the policy's device status in the Intune admin center.",
  },
  deploymentNotApplicable: {
    stage: "doctor",
    looksLike: "The policy <policy> reaches no device that it can apply to: <counts>.",
    why: "All that it is assigned to are devices of another platform.",
    whatToDo: "Assign it to a group with Windows devices, or to users who have some.",
  },
  notReported: {
    stage: "doctor",
    looksLike: "No device has reported on the policy <policy> yet.",
    why: "A device checks in about every eight hours.",
    whatToDo:
      "Wait; in Settings > Accounts > Access work or school, Info > Sync makes a device check in at once.",
  },
  helloDisabled: {
    stage: "doctor",
    looksLike:
      "The tenant-wide enrolment policy <policy> switches Windows Hello for Business off: devices that enroll have no PIN, unless another policy switches it on.",
    why: "Without Windows Hello for Business a device has no PIN to reset.",
    whatToDo:
      "Set it to Not configured or Enabled under Devices > Enrollment > Windows Hello for Business, or switch Hello on by a policy.",
  },
  resetWouldFail: {
    stage: "doctor",
    looksLike:
      "<count> devices already have the policy: a PIN reset there ends in CAA20004 with AADSTS650052, since <application> is not in the tenant.",
    why: "The policy was assigned before the applications were there.",
    whatToDo: "Bring the applications into the tenant; the devices need nothing then.",
  },
  ...blockerCodes,
} as const satisfies CodeTable;

/** The codes of what is well, and worth a word. */
export type NoteCode =
  | "signedIn"
  | "applicationPresent"
  | "granted"
  | "nothingToGrant"
  | "profilePresent"
  | "memberKindUnknown"
  | "deployed"
  | "deploymentNotRead"
  | "skipped"
  | BlockerNoteCode;

/** What a check can find that is not well. */
export type ProblemCode = keyof typeof findingCodes | ErrorCode;

/** Every code of a finding. */
export type FindingCode = ProblemCode | NoteCode;
