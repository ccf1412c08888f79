import { describe, expect, it } from "vitest";
import {
  findBlockingPolicy,
  resetLinkPolicies,
  resetLinkPolicyOf,
} from "../../domain/reset-link-policies.ts";

const policy = "./Device/Vendor/MSFT/Policy/Config";
const catalog = "device_vendor_msft_policy_config";

describe("findBlockingPolicy", () => {
  it.each([
    ["custom", `${policy}/WindowsLogon/DisableLockScreenAppNotifications`, "<enabled/>"],
    ["custom", `${policy}/WindowsLogon/DisableLockScreenAppNotifications`, " <Enabled />"],
    ["custom", `${policy}/WindowsLogon/HideFastUserSwitching`, 1],
    ["custom", `${policy}/WindowsLogon/HideFastUserSwitching`, "1"],
    ["custom", "./Vendor/MSFT/Policy/Config/WindowsLogon/hidefastuserswitching", 1],
    ["custom", `${policy}/LocalPoliciesSecurityOptions/InteractiveLogon_DoNotDisplayLastSignedIn`, 1],
    ["custom", `${policy}/ADMX_ControlPanelDisplay/CPL_Personalization_NoLockScreen`, "<enabled/>"],
    ["custom", `${policy}/ApplicationManagement/BlockNonAdminUserInstall`, 1],
    ["custom", `${policy}/WindowsLogon/OverrideShellProgram`, 1],
    ["custom", "./Device/Vendor/MSFT/AssignedAccess/ShellLauncher", "<xml/>"],
    [
      "custom",
      `${policy}/LocalPoliciesSecurityOptions/UserAccountControl_RunAllAdministratorsInAdminApprovalMode`,
      0,
    ],
    [
      "settingsCatalog",
      `${catalog}_windowslogon_disablelockscreenappnotifications`,
      `${catalog}_windowslogon_disablelockscreenappnotifications_1`,
    ],
    [
      "settingsCatalog",
      `${catalog}_WindowsLogon_HideFastUserSwitching`,
      `${catalog}_windowslogon_hidefastuserswitching_1`,
    ],
    [
      "settingsCatalog",
      `${catalog}_localpoliciessecurityoptions_useraccountcontrol_runalladministratorsinadminapprovalmode`,
      `${catalog}_localpoliciessecurityoptions_useraccountcontrol_runalladministratorsinadminapprovalmode_0`,
    ],
    ["template", "windows10GeneralConfiguration/logonBlockFastUserSwitching", true],
    ["template", "windows10GeneralConfiguration/lockScreenBlockToastNotifications", true],
    ["template", "windows10EndpointProtectionConfiguration/localSecurityOptionsHideLastSignedInUser", true],
    ["template", "windowsKioskConfiguration/kioskProfiles", [{}]],
  ] as const)("finds in a %s %s with %j", (kind, id, value) => {
    expect(findBlockingPolicy(kind, id, value)).toBeDefined();
  });

  it.each([
    ["another value", "custom", `${policy}/WindowsLogon/HideFastUserSwitching`, 0],
    [
      "a policy that is off",
      "custom",
      `${policy}/WindowsLogon/DisableLockScreenAppNotifications`,
      "<disabled/>",
    ],
    [
      "user account control that is on",
      "custom",
      `${policy}/LocalPoliciesSecurityOptions/UserAccountControl_RunAllAdministratorsInAdminApprovalMode`,
      1,
    ],
    [
      "an id that begins alike",
      "settingsCatalog",
      `${catalog}_admx_controlpaneldisplay_cpl_personalization_nolockscreencamera`,
      `${catalog}_admx_controlpaneldisplay_cpl_personalization_nolockscreencamera_1`,
    ],
    [
      "an option of another setting",
      "settingsCatalog",
      `${catalog}_applicationmanagement_blocknonadminuserinstall`,
      `${catalog}_applicationmanagement_blocknonadminuserinstall_0`,
    ],
    ["a user's policy", "custom", "./User/Vendor/MSFT/Policy/Config/WindowsLogon/HideFastUserSwitching", 1],
    [
      "a member that is false",
      "template",
      "windows10GeneralConfiguration/logonBlockFastUserSwitching",
      false,
    ],
    ["a list that is empty", "template", "windowsKioskConfiguration/kioskProfiles", []],
    ["an OMA-URI in a catalog policy", "settingsCatalog", `${policy}/WindowsLogon/HideFastUserSwitching`, 1],
  ] as const)("does not mind %s", (_what, kind, id, value) => {
    expect(findBlockingPolicy(kind, id, value)).toBeUndefined();
  });

  it("says which ways were not verified", () => {
    const option = `${catalog}_windowslogon_hidefastuserswitching`;
    expect(findBlockingPolicy("settingsCatalog", option, `${option}_1`)?.unverified).toBe(true);
    expect(findBlockingPolicy("custom", `${policy}/WindowsLogon/HideFastUserSwitching`, 1)?.unverified).toBe(
      false,
    );
  });
});

describe("resetLinkPolicyOf", () => {
  it("knows a policy whatever its value, for one that is encrypted", () => {
    const node = `${policy}/ADMX_ControlPanelDisplay/CPL_Personalization_NoLockScreen`;
    expect(resetLinkPolicyOf("custom", node)?.name).toBe("NoLockScreen");
    expect(resetLinkPolicyOf("custom", `${node}Camera`)).toBeUndefined();
  });
});

describe("resetLinkPolicies", () => {
  it("has no id twice", () => {
    const ids = resetLinkPolicies.flatMap(({ ways }) => ways.map(({ kind, id }) => `${kind} ${id}`));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
