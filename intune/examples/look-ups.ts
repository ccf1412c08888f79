import type { PackageExample } from "../../provider/provider.ts";

export const getManagedDevice: PackageExample = {
  title: "A device by its name",
  programs: {
    typescript: `import { getManagedDevice } from "pulumi-pin-reset/intune";

const phone = await getManagedDevice({ deviceName: "PHONE-01" });

export const user = phone.userPrincipalName;`,
    python: `import pulumi
import pulumi_intune as intune

phone = intune.get_managed_device(device_name="PHONE-01")

pulumi.export("user", phone.user_principal_name)`,
    yaml: `variables:
  phone:
    fn::invoke:
      function: intune:getManagedDevice
      arguments:
        deviceName: PHONE-01
outputs:
  user: \${phone.userPrincipalName}`,
  },
};

export const getManagedDevices: PackageExample = {
  title: "The devices of a user",
  programs: {
    typescript: `import { getManagedDevices } from "pulumi-pin-reset/intune";

const { devices } = await getManagedDevices({ userPrincipalName: "ada@contoso.example" });

export const names = devices.map(({ deviceName }) => deviceName);`,
    python: `import pulumi
import pulumi_intune as intune

found = intune.get_managed_devices(user_principal_name="ada@contoso.example")

pulumi.export("names", [device.device_name for device in found.devices])`,
    yaml: `variables:
  found:
    fn::invoke:
      function: intune:getManagedDevices
      arguments:
        userPrincipalName: ada@contoso.example
outputs:
  first: \${found.devices[0].deviceName}`,
  },
};

export const getConfigurationProfile: PackageExample = {
  title: "A policy of the settings catalog by its name",
  programs: {
    typescript: `import { getConfigurationProfile } from "pulumi-pin-reset/intune";

const policy = await getConfigurationProfile({ kind: "settingsCatalog", displayName: "Camera off" });

export const changed = policy.lastModifiedDateTime;`,
    python: `import pulumi
import pulumi_intune as intune

policy = intune.get_configuration_profile(kind="settingsCatalog", display_name="Camera off")

pulumi.export("changed", policy.last_modified_date_time)`,
    yaml: `variables:
  policy:
    fn::invoke:
      function: intune:getConfigurationProfile
      arguments:
        kind: settingsCatalog
        displayName: Camera off
outputs:
  changed: \${policy.lastModifiedDateTime}`,
  },
};

export const getAssignmentFilter: PackageExample = {
  title: "PIN reset for the devices that a filter fits",
  programs: {
    typescript: `import { PinReset } from "pulumi-pin-reset";
import { getAssignmentFilterOutput } from "pulumi-pin-reset/intune";

const { id } = getAssignmentFilterOutput({ displayName: "Corporate devices" });

new PinReset("pin-reset", { assignments: { allDevices: { filter: { id, mode: "include" } } } });`,
    python: `import pulumi_intune as intune

corporate = intune.get_assignment_filter(display_name="Corporate devices")

intune.PinReset(
    "pin-reset",
    assignments={"all_devices": {"filter": {"id": corporate.id, "mode": "include"}}},
)`,
    yaml: `variables:
  corporate:
    fn::invoke:
      function: intune:getAssignmentFilter
      arguments:
        displayName: Corporate devices
resources:
  pin-reset:
    type: intune:PinReset
    properties:
      assignments:
        allDevices:
          filter:
            id: \${corporate.id}
            mode: include`,
  },
};
