import type { PackageExamples } from "../provider/provider.ts";
import {
  getAssignmentFilter,
  getConfigurationProfile,
  getManagedDevice,
  getManagedDevices,
} from "./examples/look-ups.ts";
import { pinReset } from "./examples/pin-reset.ts";
import {
  deviceConfigurationAssignments,
  settingsCatalogPolicy,
  windowsCustomConfiguration,
} from "./examples/profiles.ts";
import { deviceHealthScript, deviceHealthScriptAssignments } from "./examples/scripts.ts";

/** What the schema's descriptions show. */
export const examples: PackageExamples = {
  "intune:index:PinReset": pinReset,
  "intune:index:WindowsCustomConfiguration": windowsCustomConfiguration,
  "intune:index:SettingsCatalogPolicy": settingsCatalogPolicy,
  "intune:index:DeviceConfigurationAssignments": deviceConfigurationAssignments,
  "intune:index:DeviceHealthScript": deviceHealthScript,
  "intune:index:DeviceHealthScriptAssignments": deviceHealthScriptAssignments,
  "intune:index:getManagedDevice": getManagedDevice,
  "intune:index:getManagedDevices": getManagedDevices,
  "intune:index:getConfigurationProfile": getConfigurationProfile,
  "intune:index:getAssignmentFilter": getAssignmentFilter,
};
