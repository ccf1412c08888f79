import { pinResetApps, seeded } from "../../../tenant/seed/ids.ts";
import { assign, group } from "../support/onboarded.ts";
import {
  allowedUrls,
  camera,
  choice,
  federate,
  federateWith,
  notifications,
  plantCatalogPolicy,
  plantPolicy,
  plantProfile,
  plantSignIn,
  plantTemplate,
  policyConfig,
} from "./plant-blockers.ts";
import type { Plant } from "./planted.ts";

const { users, groups, managedDevices } = seeded;

/** What is planted, the check that warns, and what it says. */
export const plantedBlockers: readonly [planted: string, id: string, says: RegExp, plant: Plant][] = [
  [
    "a custom profile that hides fast user switching",
    "reset-link",
    /The profile "Lock screen" \(.*\) sets HideFastUserSwitching by .*: Microsoft says that a reset from the lock screen does not work/,
    (tenant) =>
      plantProfile(tenant, `${policyConfig}/WindowsLogon/HideFastUserSwitching`, {
        type: "omaSettingInteger",
        value: 1,
      }),
  ],
  [
    "a custom profile whose value is encrypted",
    "reset-link",
    /The profile "Lock screen" .* sets NoLockScreen by/,
    (tenant) =>
      plantProfile(tenant, `${policyConfig}/ADMX_ControlPanelDisplay/CPL_Personalization_NoLockScreen`, {
        type: "omaSettingString",
        value: "<enabled/>",
      }),
  ],
  [
    "a settings catalog policy that turns off notifications on the lock screen",
    "reset-link",
    /The settings catalog policy "Sign-in screen" .* sets DisableLockScreenAppNotifications by .*together with other such settings/,
    (tenant) => plantCatalogPolicy(tenant, [choice(notifications, "1")]),
  ],
  [
    "a settings catalog policy whose settings go on in another page",
    "reset-link",
    /"Sign-in screen" .* sets DisableLockScreenAppNotifications/,
    async (tenant) => {
      tenant.state.settings.expandedSettings = 1;
      await plantCatalogPolicy(tenant, [choice(camera, "1"), choice(notifications, "1")]);
    },
  ],
  [
    "a template that hides the last user",
    "reset-link",
    /The template profile "Kiosk restrictions" .* sets DontDisplayLastUserName by windows10EndpointProtectionConfiguration\/localSecurityOptionsHideLastSignedInUser/,
    (tenant) =>
      plantTemplate(
        tenant,
        "windows10EndpointProtectionConfiguration",
        "localSecurityOptionsHideLastSignedInUser",
      ),
  ],
  [
    "a template whose member was not verified",
    "reset-link",
    /sets DisableLockScreenAppNotifications .* was not verified/,
    (tenant) => plantTemplate(tenant, "windows10GeneralConfiguration", "lockScreenBlockToastNotifications"),
  ],
  [
    "a federated domain without allowed hosts",
    "web-sign-in",
    /contoso\.example is federated, and no assigned policy sets ConfigureWebSignInAllowedUrls/,
    federate,
  ],
  [
    "a federated domain whose host is not allowed",
    "web-sign-in",
    /The users of contoso\.example sign in at sts\.contoso\.example, which .* does not name/,
    (tenant) => federateWith(tenant, "login.contoso.example"),
  ],
  [
    "an allowed host with its scheme",
    "web-sign-in",
    /with "https:\/\/sts\.contoso\.example", which is no host alone/,
    (tenant) => federateWith(tenant, "https://sts.contoso.example"),
  ],
  [
    "a hybrid joined device in the assigned group",
    "hybrid-joined",
    /Of 4 devices with Windows in the assigned groups, 1 is hybrid joined/,
    ({ state }) => state.managedDevices.change(managedDevices.laptop, { joinType: "hybridAzureADJoined" }),
  ],
  [
    "Conditional Access that wants compliant devices",
    "conditional-access",
    /"Compliant devices" .* would require compliantDevice of a sign-in to the PIN reset client by the user of PHONE-01\. Other users/,
    (tenant) => plantPolicy(tenant, {}),
  ],
  [
    "Conditional Access that blocks",
    "conditional-access",
    /would block a sign-in to the PIN reset service/,
    (tenant) => plantPolicy(tenant, { grantControls: { operator: "OR", builtInControls: ["block"] } }),
  ],
  [
    "a user without a method",
    "mfa-methods",
    /^1 user of managed Windows devices has no method for multifactor authentication/,
    ({ state }) => state.userRegistrationDetails.change(users.sam, { isMfaCapable: false }),
  ],
  [
    "sign-ins that failed",
    "failed-sign-ins",
    /^2 sign-ins of the last 30 days failed with AADSTS53000: Conditional Access requires a compliant device/,
    (tenant) => {
      plantSignIn(tenant, "1", 53000);
      plantSignIn(tenant, "2", 53000, { appId: "another", resourceId: pinResetApps.service.id });
      plantSignIn(tenant, "3", 53000, { createdDateTime: "2020-01-01T00:00:00Z" });
      plantSignIn(tenant, "4", 53000, { appId: "another", resourceId: "another" });
      plantSignIn(tenant, "5", 0);
    },
  ],
  [
    "a sign-in that failed with a code of no table",
    "failed-sign-ins",
    /^1 sign-in .* AADSTS99: a code whose meaning for a reset is not known here/,
    (tenant) => plantSignIn(tenant, "1", 99),
  ],
  [
    "a recommendation that names the service",
    "directory-retirement",
    /Entra names Microsoft Pin Reset Service Production among what uses Azure AD Graph/,
    ({ state }, { service }) =>
      state.recommendations.put({
        id: "aadGraph",
        recommendationType: "aadGraphDeprecationServicePrincipal",
        status: "active",
        impactedResources: [{ id: "1", subjectId: service, displayName: "PIN reset", status: "active" }],
      }),
  ],
];

/** What is planted of which nothing is said, and the check that might. */
export const plantedHarmless: readonly [planted: string, id: string, plant: Plant][] = [
  [
    "a blocking profile that is assigned to no one",
    "reset-link",
    (tenant) =>
      plantProfile(
        tenant,
        `${policyConfig}/WindowsLogon/HideFastUserSwitching`,
        { type: "omaSettingInteger", value: 1 },
        false,
      ),
  ],
  [
    "an encrypted value that turns the policy off",
    "reset-link",
    (tenant) =>
      plantProfile(tenant, `${policyConfig}/ADMX_ControlPanelDisplay/CPL_Personalization_NoLockScreen`, {
        type: "omaSettingString",
        value: "<disabled/>",
      }),
  ],
  [
    "a setting whose id begins like NoLockScreen",
    "reset-link",
    (tenant) => plantCatalogPolicy(tenant, [choice(camera, "1")]),
  ],
  [
    "a federated domain with its host",
    "web-sign-in",
    (tenant) => federateWith(tenant, "login.contoso.example;sts.contoso.example"),
  ],
  [
    "Conditional Access that asks for multifactor authentication",
    "conditional-access",
    (tenant) => plantPolicy(tenant, { grantControls: { operator: "OR", builtInControls: ["mfa"] } }),
  ],
  [
    "Conditional Access in report-only mode",
    "conditional-access",
    (tenant) => plantPolicy(tenant, { state: "enabledForReportingButNotEnforced" }),
  ],
  [
    "a hybrid joined device outside the assigned group",
    "hybrid-joined",
    async (tenant, { profile }) => {
      tenant.state.managedDevices.change(managedDevices.laptop, { joinType: "hybridAzureADJoined" });
      await assign(tenant, profile, [group(groups.kiosks)]);
    },
  ],
  [
    "a guest without a method",
    "mfa-methods",
    ({ state }) =>
      state.userRegistrationDetails.change(users.sam, { isMfaCapable: false, userType: "guest" }),
  ],
  ["a sign-in that succeeded", "failed-sign-ins", (tenant) => plantSignIn(tenant, "1", 0)],
  [
    "allowed hosts in a tenant without a federated domain",
    "web-sign-in",
    (tenant) => plantProfile(tenant, allowedUrls, { type: "omaSettingString", value: "https://wrong" }),
  ],
  [
    "a recommendation that names another application",
    "directory-retirement",
    ({ state }) =>
      state.recommendations.put({
        id: "aadGraph",
        recommendationType: "aadGraphDeprecationApplication",
        status: "active",
        impactedResources: [{ id: "1", subjectId: "another", displayName: "Another", status: "active" }],
      }),
  ],
];
