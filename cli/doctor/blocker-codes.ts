import type { CodeTable } from "../../text/error-codes.ts";

/** The codes of what stands in the way of a reset although the onboarding is complete. */
export const blockerCodes = {
  resetLinkBlocked: {
    stage: "doctor",
    looksLike: "The settings catalog policy <policy> sets HideFastUserSwitching by <setting>: <...>.",
    why: "Microsoft's page on password reset at the Windows sign-in screen names such policies, and says that its limits hold for a PIN reset from the lock screen too.",
    whatToDo:
      "Take the setting out of the policy, or do not assign it to the devices whose users are to reset their PIN at the lock screen. A reset from Settings > Accounts > Sign-in options is not affected.",
  },
  resetLinkEncrypted: {
    stage: "doctor",
    looksLike:
      "The profile <profile> sets NoLockScreen by <setting>, and Intune keeps the value encrypted: it was not looked at.",
    why: "Intune shows texts of custom profiles masked.",
    whatToDo:
      "Look at the value in the Intune admin center. Graph gives it with DeviceManagementConfiguration.ReadWrite.All alone.",
  },
  webSignInUrlsMissing: {
    stage: "doctor",
    looksLike: "<domains> are federated, and no assigned policy sets ConfigureWebSignInAllowedUrls.",
    why: "On devices joined to Microsoft Entra, a reset opens the sign-in page of the federated identity provider, and only at hosts that this policy names.",
    whatToDo: "Set profile.webSignInAllowedUrls of the settings to the hosts, and run `pulumi up`.",
  },
  webSignInUrlMalformed: {
    stage: "doctor",
    looksLike:
      "The profile <profile> sets ConfigureWebSignInAllowedUrls with <entry>, which is no host alone.",
    why: "The value holds hosts, without scheme, path or blank, with `;` between them.",
    whatToDo: "Write the host alone, such as `signin.contoso.com`.",
  },
  webSignInHostMissing: {
    stage: "doctor",
    looksLike: "The users of <domain> sign in at <host>, which ConfigureWebSignInAllowedUrls does not name.",
    why: "A reset on a device joined to Microsoft Entra opens no page at a host that the policy does not name.",
    whatToDo: "Add the host to profile.webSignInAllowedUrls of the settings, and run `pulumi up`.",
  },
  hybridJoined: {
    stage: "doctor",
    looksLike: "Of <count> devices with Windows in the assigned groups, <count> are hybrid joined.",
    why: "On hybrid joined devices a destructive reset, which is what a device without the policy does, needs connectivity to a domain controller.",
    whatToDo: "Try a reset on one of them, on the network where their users are.",
  },
  conditionalAccessApplies: {
    stage: "doctor",
    looksLike: "Conditional Access would require <controls> of a sign-in to <application>: <policy>.",
    why: "The policy applies to the sign-in of a reset. Which controls a reset can meet is not documented.",
    whatToDo:
      "Try a reset on a device that the policy is for; where it fails, exclude both applications from the policy.",
  },
  noUserToEvaluate: {
    stage: "doctor",
    looksLike: "No managed Windows device has a user, and Conditional Access is evaluated for a user.",
    why: "Graph evaluates the policies for one user and one application at a time.",
    whatToDo: "Run this again once a device has one.",
  },
  usersWithoutMfa: {
    stage: "doctor",
    looksLike: "<count> users of Windows devices have no method for multifactor authentication.",
    why: "A reset asks for multifactor authentication.",
    whatToDo: "Have them register a method at https://aka.ms/mfasetup.",
  },
  signInsFailed: {
    stage: "doctor",
    looksLike: "<count> sign-ins of the last 30 days failed with AADSTS53000: <meaning>.",
    why: "Users tried to reset a PIN, and Microsoft Entra refused the sign-in.",
    whatToDo: "Open the sign-in log in the Entra admin center, filtered by the application and the code.",
  },
  directoryRetiring: {
    stage: "doctor",
    looksLike: "Entra names <application> among what uses Azure AD Graph, which Microsoft retires.",
    why: "The application is Microsoft's, and its consent link names Azure AD Graph. Whether Microsoft lists its own applications was not verified.",
    whatToDo:
      "Leave the grant as it is: Microsoft has to change the application. Run doctor again after the retirement.",
  },
  noPremiumLicense: {
    stage: "doctor",
    looksLike: "The tenant has no Microsoft Entra ID P1 or P2, without which Graph gives no such report.",
    why: "The sign-in log and the report on authentication methods are features of these licences.",
    whatToDo: "It is a licence that is missing: no permission helps. The check is not made.",
  },
} as const satisfies CodeTable;

/** The codes of what these checks say that is well, and worth a word. */
export type BlockerNoteCode = "resetLinkNotSeen" | "webSignInReady" | "conditionalAccessWould";
