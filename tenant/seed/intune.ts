import type { TenantState } from "../state.ts";

/** Puts scope tags, assignment filters and a profile of another kind into a tenant. */
export function seedIntune(state: TenantState): void {
  state.roleScopeTags.seed({
    id: "0",
    displayName: "Default",
    description: "Default Role Scope Tag.",
    isBuiltIn: true,
  });
  state.roleScopeTags.seed({ id: "1", displayName: "Phones", description: null, isBuiltIn: false });
  state.assignmentFilters.seed({
    id: state.ids.assignmentFilters.corporate,
    createdDateTime: "2024-02-03T04:05:06Z",
    lastModifiedDateTime: "2024-02-03T04:05:06Z",
    displayName: "Corporate devices",
    description: null,
    platform: "windows10AndLater",
    rule: '(device.deviceOwnership -eq "Corporate")',
    roleScopeTags: ["0"],
  });
  state.deviceEnrollmentConfigurations.seed({
    "@odata.type": "#microsoft.graph.deviceEnrollmentWindowsHelloForBusinessConfiguration",
    id: state.ids.configurations.helloEnrollment,
    createdDateTime: "2024-02-03T04:05:06Z",
    lastModifiedDateTime: "2024-02-03T04:05:06Z",
    displayName: "All users and all devices",
    description:
      "This is the default Windows Hello for Business configuration applied with the lowest priority.",
    deviceEnrollmentConfigurationType: "defaultWindowsHelloForBusiness",
    priority: 0,
    version: 0,
    roleScopeTagIds: [],
    enhancedBiometricsState: "notConfigured",
    enhancedSignInSecurity: 0,
    pinExpirationInDays: 0,
    pinLowercaseCharactersUsage: "disallowed",
    pinMaximumLength: 127,
    pinMinimumLength: 6,
    pinPreviousBlockCount: 0,
    pinSpecialCharactersUsage: "disallowed",
    pinUppercaseCharactersUsage: "disallowed",
    remotePassportEnabled: true,
    securityDeviceRequired: false,
    securityKeyForSignIn: "notConfigured",
    state: "notConfigured",
    unlockWithBiometricsEnabled: true,
  });
  state.deviceConfigurations.seed({
    "@odata.type": "#microsoft.graph.windows10GeneralConfiguration",
    id: state.ids.configurations.kioskRestrictions,
    createdDateTime: "2024-02-03T04:05:06Z",
    lastModifiedDateTime: "2024-02-03T04:05:06Z",
    version: 1,
    displayName: "Kiosk restrictions",
    description: null,
    roleScopeTagIds: ["0"],
    supportsScopeTags: true,
    passwordRequired: true,
    passwordMinimumLength: 6,
    cameraBlocked: true,
    bluetoothBlocked: false,
    assignments: [],
  });
}
