import * as pulumi from "@pulumi/pulumi";
import { version } from "../version.ts";

/** An object by its ID or by its name: one of the two. */
export type ManagedDeviceArgs = { id?: string; deviceName?: string };

/** A device that Intune manages; a text that Intune does not know is empty. */
export type ManagedDevice = {
  id: string;
  deviceName: string;
  userPrincipalName: string;
  serialNumber: string;
  operatingSystem: string;
  osVersion: string;
  complianceState: string;
  /** In UTC, as in `2026-01-31T08:15:00Z`. */
  lastSyncDateTime: string;
};

/**
 * A managed device by its ID or its name, which is compared without regard to case. It needs
 * DeviceManagementManagedDevices.Read.All.
 * Source: https://learn.microsoft.com/graph/api/intune-devices-manageddevice-get
 *
 * @throws Error where none has it, and with the IDs where several have.
 */
export function getManagedDevice(
  args: ManagedDeviceArgs,
  options: pulumi.InvokeOptions = {},
): Promise<ManagedDevice> {
  return pulumi.runtime.invoke("intune:index:getManagedDevice", args, { version, ...options });
}

/** Which devices: those that fit all that is given. */
export type ManagedDevicesArgs = {
  userPrincipalName?: string;
  operatingSystem?: string;
  namePrefix?: string;
};

/**
 * The managed devices that fit, by name. It needs DeviceManagementManagedDevices.Read.All.
 * Source: https://learn.microsoft.com/graph/api/intune-devices-manageddevice-list
 */
export function getManagedDevices(
  args: ManagedDevicesArgs = {},
  options: pulumi.InvokeOptions = {},
): Promise<{ devices: ManagedDevice[] }> {
  return pulumi.runtime.invoke("intune:index:getManagedDevices", args, { version, ...options });
}

/** A policy by its ID or by its name: one of the two. */
export type ConfigurationProfileArgs = {
  /** custom unless given. */
  kind?: "custom" | "settingsCatalog";
  id?: string;
  displayName?: string;
};

/** A policy without its settings. */
export type ConfigurationProfile = {
  id: string;
  kind: "custom" | "settingsCatalog";
  displayName: string;
  description: string;
  /** In UTC, as in `2026-01-31T08:15:00Z`. */
  lastModifiedDateTime: string;
};

/**
 * A custom profile or a policy of the settings catalog. It needs DeviceManagementConfiguration.Read.All.
 *
 * @throws Error where none has the ID or name, and with the IDs where several have.
 */
export function getConfigurationProfile(
  args: ConfigurationProfileArgs,
  options: pulumi.InvokeOptions = {},
): Promise<ConfigurationProfile> {
  return pulumi.runtime.invoke("intune:index:getConfigurationProfile", args, { version, ...options });
}

/** A filter by its ID or by its name: one of the two. */
export type AssignmentFilterArgs = { id?: string; displayName?: string };

/** An assignment filter. */
export type AssignmentFilter = {
  id: string;
  displayName: string;
  description: string;
  /** As in `windows10AndLater`. */
  platform: string;
  rule: string;
};

/**
 * An assignment filter. It needs DeviceManagementConfiguration.Read.All.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-policyset-deviceandappmanagementassignmentfilter
 *
 * @throws Error where none has the ID or name, and with the IDs where several have.
 */
export function getAssignmentFilter(
  args: AssignmentFilterArgs,
  options: pulumi.InvokeOptions = {},
): Promise<AssignmentFilter> {
  return pulumi.runtime.invoke("intune:index:getAssignmentFilter", args, { version, ...options });
}
