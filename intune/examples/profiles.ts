import type { PackageExample } from "../../provider/provider.ts";

export const windowsCustomConfiguration: PackageExample = {
  title: "A profile with one OMA setting",
  programs: {
    typescript: `import { WindowsCustomConfiguration } from "pulumi-pin-reset/intune";

const camera = new WindowsCustomConfiguration("camera", {
  displayName: "Camera off",
  omaSettings: [
    {
      displayName: "AllowCamera",
      omaUri: "./Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera",
      type: "Integer",
      value: 0,
    },
  ],
});

export const profileId = camera.id;`,
    python: `import pulumi
import pulumi_intune as intune

camera = intune.WindowsCustomConfiguration(
    "camera",
    display_name="Camera off",
    oma_settings=[
        {
            "display_name": "AllowCamera",
            "oma_uri": "./Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera",
            "type": "Integer",
            "value": 0,
        }
    ],
)

pulumi.export("profileId", camera.id)`,
    yaml: `resources:
  camera:
    type: intune:WindowsCustomConfiguration
    properties:
      displayName: Camera off
      omaSettings:
        - displayName: AllowCamera
          omaUri: ./Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera
          type: Integer
          value: 0
outputs:
  profileId: \${camera.id}`,
  },
};

export const settingsCatalogPolicy: PackageExample = {
  title: "A policy with one setting of the catalog",
  programs: {
    typescript: `import { SettingsCatalogPolicy } from "pulumi-pin-reset/intune";

const camera = new SettingsCatalogPolicy("camera", {
  name: "Camera off",
  settings: [
    {
      type: "choice",
      definitionId: "device_vendor_msft_policy_config_camera_allowcamera",
      value: "device_vendor_msft_policy_config_camera_allowcamera_0",
    },
  ],
});

export const policyId = camera.id;`,
    python: `import pulumi
import pulumi_intune as intune

camera = intune.SettingsCatalogPolicy(
    "camera",
    name="Camera off",
    settings=[
        {
            "type": "choice",
            "definition_id": "device_vendor_msft_policy_config_camera_allowcamera",
            "value": "device_vendor_msft_policy_config_camera_allowcamera_0",
        }
    ],
)

pulumi.export("policyId", camera.id)`,
    yaml: `resources:
  camera:
    type: intune:SettingsCatalogPolicy
    properties:
      name: Camera off
      settings:
        - type: choice
          definitionId: device_vendor_msft_policy_config_camera_allowcamera
          value: device_vendor_msft_policy_config_camera_allowcamera_0
outputs:
  policyId: \${camera.id}`,
  },
};

export const deviceConfigurationAssignments: PackageExample = {
  title: "A profile that is there already, for all devices",
  programs: {
    typescript: `import { DeviceConfigurationAssignments, getConfigurationProfileOutput } from "pulumi-pin-reset/intune";

const camera = getConfigurationProfileOutput({ displayName: "Camera off" });

new DeviceConfigurationAssignments("camera", {
  configurationId: camera.id,
  targets: [{ type: "allDevices" }],
});`,
    python: `import pulumi_intune as intune

camera = intune.get_configuration_profile_output(display_name="Camera off")

intune.DeviceConfigurationAssignments(
    "camera",
    configuration_id=camera.id,
    targets=[{"type": "allDevices"}],
)`,
    yaml: `variables:
  camera:
    fn::invoke:
      function: intune:getConfigurationProfile
      arguments:
        displayName: Camera off
resources:
  camera-assignments:
    type: intune:DeviceConfigurationAssignments
    properties:
      configurationId: \${camera.id}
      targets:
        - type: allDevices`,
  },
};
