import * as pulumi from "@pulumi/pulumi";
import { version } from "../version.ts";
import type { DirectoryObjects, DirectoryObjectsArgs } from "./directory-objects.ts";

/** The arguments of a function, each of which may be an output. */
export type OutputArgs<Args> = { [Name in keyof Args]: pulumi.Input<Args[Name]> };

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

/** As getManagedDevice, of outputs: it is called once they are known, and its result is secret where one of them is. */
export function getManagedDeviceOutput(
  args: OutputArgs<ManagedDeviceArgs>,
  options: pulumi.InvokeOutputOptions = {},
): pulumi.Output<ManagedDevice> {
  return pulumi.runtime.invokeOutput("intune:index:getManagedDevice", args, { version, ...options });
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

/** As getManagedDevices, of outputs: it is called once they are known, and its result is secret where one of them is. */
export function getManagedDevicesOutput(
  args: OutputArgs<ManagedDevicesArgs> = {},
  options: pulumi.InvokeOutputOptions = {},
): pulumi.Output<{ devices: ManagedDevice[] }> {
  return pulumi.runtime.invokeOutput("intune:index:getManagedDevices", args, { version, ...options });
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

/** As getConfigurationProfile, of outputs: it is called once they are known, and its result is secret where one of them is. */
export function getConfigurationProfileOutput(
  args: OutputArgs<ConfigurationProfileArgs>,
  options: pulumi.InvokeOutputOptions = {},
): pulumi.Output<ConfigurationProfile> {
  return pulumi.runtime.invokeOutput("intune:index:getConfigurationProfile", args, { version, ...options });
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

/** As getAssignmentFilter, of outputs: it is called once they are known, and its result is secret where one of them is. */
export function getAssignmentFilterOutput(
  args: OutputArgs<AssignmentFilterArgs>,
  options: pulumi.InvokeOutputOptions = {},
): pulumi.Output<AssignmentFilter> {
  return pulumi.runtime.invokeOutput("intune:index:getAssignmentFilter", args, { version, ...options });
}

/**
 * Objects of the directory, read in one round trip, and the tenant that the provider is signed in to.
 * Source: https://learn.microsoft.com/graph/json-batching
 */
export function getDirectoryObjects(
  args: DirectoryObjectsArgs,
  options: pulumi.InvokeOptions = {},
): Promise<DirectoryObjects> {
  return pulumi.runtime.invoke("intune:index:getDirectoryObjects", args, { version, ...options });
}

/** As getDirectoryObjects, of outputs: it is called once they are known, and its result is secret where one of them is. */
export function getDirectoryObjectsOutput(
  args: OutputArgs<DirectoryObjectsArgs>,
  options: pulumi.InvokeOutputOptions = {},
): pulumi.Output<DirectoryObjects> {
  return pulumi.runtime.invokeOutput("intune:index:getDirectoryObjects", args, { version, ...options });
}

/** A setting that a policy has. Without `value`: Intune keeps it encrypted, or it is no plain value. */
export type PolicySetting = { id: string; value?: string };

/** A policy as getPolicySettings lists it. */
export type ListedPolicy = {
  kind: "custom" | "settingsCatalog" | "intent" | "identityProtection";
  id: string;
  name: string;
  /** Of a policy that was made of a template: the template's family, or for an intent the template's id. */
  templateFamily?: string;
  settings: PolicySetting[];
};

/** Which policies getPolicySettings returns: those that have a setting that fits; all where nothing is given. */
export type PolicySettingsArgs = {
  /** Ids of settings, as they are written in Graph; compared without case, as whole ids. */
  settingIds?: string[];
  /** Texts that the id of a setting contains; compared without case. */
  settingIdsContain?: string[];
};

/**
 * Every policy of the tenant that has one of the settings, by whichever kind of policy: custom profiles (by OMA-URI),
 * the settings catalog and what is made of its templates (by definition), the Endpoint security policies of old (intents)
 * and identity protection profiles (by Graph's property).
 */
export function getPolicySettings(
  args: PolicySettingsArgs = {},
  options: pulumi.InvokeOptions = {},
): Promise<{ policies: ListedPolicy[] }> {
  return pulumi.runtime.invoke("intune:index:getPolicySettings", args, { version, ...options });
}

/** As getPolicySettings, of outputs: it is called once they are known, and its result is secret where one of them is. */
export function getPolicySettingsOutput(
  args: OutputArgs<PolicySettingsArgs> = {},
  options: pulumi.InvokeOutputOptions = {},
): pulumi.Output<{ policies: ListedPolicy[] }> {
  return pulumi.runtime.invokeOutput("intune:index:getPolicySettings", args, { version, ...options });
}
