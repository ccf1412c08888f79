import { describe, expect, it } from "vitest";
import { administratorCalls, permissionFor, permittedCalls } from "../../graph/permissions.ts";

const profile = "/deviceManagement/deviceConfigurations/9a1b";

describe("permissionFor", () => {
  it.each([
    ["GET", "/deviceManagement/deviceConfigurations?$top=1", "DeviceManagementConfiguration.Read.All"],
    ["GET", `${profile}/assignments`, "DeviceManagementConfiguration.Read.All"],
    ["POST", "/deviceManagement/deviceConfigurations", "DeviceManagementConfiguration.ReadWrite.All"],
    ["PATCH", profile, "DeviceManagementConfiguration.ReadWrite.All"],
    ["DELETE", profile, "DeviceManagementConfiguration.ReadWrite.All"],
    ["POST", `${profile}/assign`, "DeviceManagementConfiguration.ReadWrite.All"],
    [
      "GET",
      `${profile}/getOmaSettingPlainTextValue(secretReferenceValueId='a_b')`,
      "DeviceManagementConfiguration.ReadWrite.All",
    ],
    ["GET", "/deviceManagement/managedDevices?$filter=x", "DeviceManagementManagedDevices.Read.All"],
    [
      "POST",
      "/deviceManagement/managedDevices/1/resetPasscode",
      "DeviceManagementManagedDevices.PrivilegedOperations.All",
    ],
    ["GET", "/deviceManagement/auditEvents", "DeviceManagementApps.Read.All"],
    ["GET", "/servicePrincipals(appId='x')", "Application.Read.All"],
    ["POST", "/servicePrincipals", "Application.ReadWrite.All"],
    ["GET", "/servicePrincipals/1/appRoleAssignedTo", "Application.Read.All"],
    ["POST", "/servicePrincipals/1/appRoleAssignedTo", "AppRoleAssignment.ReadWrite.All"],
    ["DELETE", "/servicePrincipals/1/appRoleAssignments/2", "AppRoleAssignment.ReadWrite.All"],
    ["GET", "/oauth2PermissionGrants?$filter=clientId eq 'x'", "Directory.Read.All"],
    ["GET", "/servicePrincipals(appId='x')/oauth2PermissionGrants", "Directory.Read.All"],
    ["GET", "/servicePrincipals/1/oauth2PermissionGrants", "Directory.Read.All"],
    ["POST", "/oauth2PermissionGrants", "DelegatedPermissionGrant.ReadWrite.All"],
    ["GET", "/groups/1", "Group.Read.All"],
    ["GET", "https://graph.microsoft.com/v1.0/groups?$skiptoken=x", "Group.Read.All"],
  ])("needs for %s %s the permission %s", (method, path, permission) => {
    expect(permissionFor(method, path)).toEqual({ application: permission, delegated: permission });
  });

  it("tells an app's permission from a signed-in user's where they differ", () => {
    expect(permissionFor("GET", "/organization")).toEqual({
      application: "Organization.Read.All",
      delegated: "User.Read",
    });
  });

  it.each([
    ["GET", "/users"],
    ["POST", "/groups"],
    ["POST", "/deviceManagement/managedDevices/1/wipe"],
  ])("knows none for %s %s, which this project does not call", (method, path) => {
    expect(permissionFor(method, path)).toBeUndefined();
  });
});

describe("permittedCalls", () => {
  it("describes each call once", () => {
    const calls = [...permittedCalls, ...administratorCalls].map(({ call }) => call);
    expect(new Set(calls).size).toBe(calls.length);
  });
});
