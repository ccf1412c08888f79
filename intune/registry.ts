import type { ProviderFunction, Resource } from "../provider/resource.ts";
import type { IntuneClient } from "./client.ts";
import { getAssignmentFilter } from "./functions/assignment-filters.ts";
import { getConfigurationProfile } from "./functions/configuration-profiles.ts";
import { getDirectoryObjects } from "./functions/directory-objects.ts";
import { getManagedDevice, getManagedDevices } from "./functions/managed-devices.ts";
import { getPolicySettings } from "./functions/policy-settings.ts";
import { deviceConfigurationAssignments } from "./resources/device-configuration-assignments.ts";
import { deviceHealthScript } from "./resources/device-health-script.ts";
import { deviceHealthScriptAssignments } from "./resources/device-health-script-assignments.ts";
import { settingsCatalogPolicy } from "./resources/settings-catalog-policy.ts";
import { windowsCustomConfiguration } from "./resources/windows-custom-configuration.ts";
import type * as sdk from "./sdk.ts";

/** All but the class of the provider itself. */
type Sdk = Omit<typeof sdk, "Provider">;

/** The names of the classes in sdk.ts. */
type ClassName = {
  [Name in keyof Sdk]: Sdk[Name] extends abstract new (...args: never[]) => unknown ? Name : never;
}[keyof Sdk];

/** The names of the functions in sdk.ts, without those of the forms that take outputs. */
type FunctionName = Exclude<keyof Sdk, ClassName | `${string}Output`>;

/**
 * What the provider serves, by the name in sdk.ts: one without the other, with another token, or a function without a form
 * that takes outputs fails to compile.
 */
type Registry = {
  readonly resources: { readonly [Name in ClassName]: Resource<IntuneClient, `intune:index:${Name}`> };
  readonly functions: {
    readonly [Name in FunctionName]: `${Name}Output` extends keyof Sdk
      ? ProviderFunction<IntuneClient, `intune:index:${Name}`>
      : never;
  };
};

const registry: Registry = {
  resources: {
    WindowsCustomConfiguration: windowsCustomConfiguration,
    SettingsCatalogPolicy: settingsCatalogPolicy,
    DeviceConfigurationAssignments: deviceConfigurationAssignments,
    DeviceHealthScript: deviceHealthScript,
    DeviceHealthScriptAssignments: deviceHealthScriptAssignments,
  },
  functions: {
    getAssignmentFilter,
    getConfigurationProfile,
    getDirectoryObjects,
    getManagedDevice,
    getManagedDevices,
    getPolicySettings,
  },
};

export const resources: readonly Resource<IntuneClient>[] = Object.values(registry.resources);

export const functions: readonly ProviderFunction<IntuneClient>[] = Object.values(registry.functions);
