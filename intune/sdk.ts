import * as pulumi from "@pulumi/pulumi";
import { version } from "../version.ts";
import type { OmaType, OmaValue } from "./oma-values.ts";
import type { Target } from "./targets.ts";

/**
 * One OMA setting. `value` is a boolean for Boolean, a number for Integer and FloatingPoint, else text: RFC 3339
 * for DateTime, base64 for Base64, the XML itself for StringXml. `fileName` is for StringXml and Base64 only.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-omasetting
 */
export type OmaSettingArgs = {
  displayName: pulumi.Input<string>;
  description?: pulumi.Input<string>;
  omaUri: pulumi.Input<string>;
  type: pulumi.Input<OmaType>;
  value: pulumi.Input<OmaValue>;
  fileName?: pulumi.Input<string>;
};

export type WindowsCustomConfigurationArgs = {
  displayName: pulumi.Input<string>;
  description?: pulumi.Input<string>;
  /** Their order means nothing; an OMA-URI may stand once. */
  omaSettings: pulumi.Input<pulumi.Input<OmaSettingArgs>[]>;
  /** Left alone when not given. */
  roleScopeTagIds?: pulumi.Input<pulumi.Input<string>[]>;
};

/** A setting as it is in state, in canonical form. */
export type OmaSetting = pulumi.Unwrap<OmaSettingArgs>;

/**
 * A custom Windows 10 configuration profile. Imported by its id, or by `name:<displayName>`.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-windows10customconfiguration
 */
export class WindowsCustomConfiguration extends pulumi.CustomResource {
  declare readonly displayName: pulumi.Output<string>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly omaSettings: pulumi.Output<OmaSetting[]>;
  declare readonly roleScopeTagIds: pulumi.Output<string[] | undefined>;
  /** For each OMA-URI whose value Intune keeps encrypted: the id by which Graph returns the value. */
  declare readonly secretReferenceValueIds: pulumi.Output<Record<string, string> | undefined>;

  constructor(
    name: string,
    args: WindowsCustomConfigurationArgs,
    options: pulumi.CustomResourceOptions = {},
  ) {
    // A property that is not given is an output all the same.
    const inputs = {
      description: undefined,
      roleScopeTagIds: undefined,
      secretReferenceValueIds: undefined,
      ...args,
    };
    super("intune:index:WindowsCustomConfiguration", name, inputs, { version, ...options });
  }
}

/** Whom a profile is assigned to, or kept from; `filterId` and `filterMode` go together. */
export type AssignmentTargetArgs = {
  type: pulumi.Input<Target["type"]>;
  groupId?: pulumi.Input<string>;
  filterId?: pulumi.Input<string>;
  filterMode?: pulumi.Input<NonNullable<Target["filterMode"]>>;
};

export type DeviceConfigurationAssignmentsArgs = {
  /** The profile that is assigned; another one means another resource. */
  configurationId: pulumi.Input<string>;
  /** The whole set; its order means nothing. */
  targets: pulumi.Input<pulumi.Input<AssignmentTargetArgs>[]>;
};

/** A target as it is in state. */
export type AssignmentTarget = pulumi.Unwrap<AssignmentTargetArgs>;

/**
 * Every assignment of a configuration profile: Intune replaces them as a set. Its id is the profile's.
 * Source: https://learn.microsoft.com/graph/api/intune-deviceconfig-deviceconfiguration-assign
 */
export class DeviceConfigurationAssignments extends pulumi.CustomResource {
  declare readonly configurationId: pulumi.Output<string>;
  declare readonly targets: pulumi.Output<AssignmentTarget[]>;

  constructor(
    name: string,
    args: DeviceConfigurationAssignmentsArgs,
    options: pulumi.CustomResourceOptions = {},
  ) {
    super("intune:index:DeviceConfigurationAssignments", name, { ...args }, { version, ...options });
  }
}

export type DeviceHealthScriptArgs = {
  displayName: pulumi.Input<string>;
  description?: pulumi.Input<string>;
  publisher?: pulumi.Input<string>;
  /** The PowerShell script itself: exit code 0 means no issue, 1 an issue. */
  detectionScript: pulumi.Input<string>;
  /** `system` by default. */
  runAsAccount?: pulumi.Input<"system" | "user">;
  runAs32Bit?: pulumi.Input<boolean>;
  /** Whether the script runs only if its signature is trusted on the device. */
  enforceSignatureCheck?: pulumi.Input<boolean>;
  /** Left alone when not given. */
  roleScopeTagIds?: pulumi.Input<pulumi.Input<string>[]>;
};

/**
 * The detection script of an Intune remediation. Imported by its id, or by `name:<displayName>`.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-devices-devicehealthscript?view=graph-rest-beta
 */
export class DeviceHealthScript extends pulumi.CustomResource {
  declare readonly displayName: pulumi.Output<string>;
  declare readonly detectionScript: pulumi.Output<string>;

  constructor(name: string, args: DeviceHealthScriptArgs, options: pulumi.CustomResourceOptions = {}) {
    super("intune:index:DeviceHealthScript", name, { ...args }, { version, ...options });
  }
}

/** When a script runs: `interval` is for hourly and daily, `date` for once, `time` (HH:MM) and `useUtc` for all but hourly. */
export type RunScheduleArgs = {
  type: pulumi.Input<"hourly" | "daily" | "once">;
  interval?: pulumi.Input<number>;
  time?: pulumi.Input<string>;
  date?: pulumi.Input<string>;
  useUtc?: pulumi.Input<boolean>;
};

/** A target of a script, with a schedule unless it is an excluded group. */
export type HealthScriptAssignmentArgs = {
  target: pulumi.Input<AssignmentTargetArgs>;
  schedule?: pulumi.Input<RunScheduleArgs>;
};

export type DeviceHealthScriptAssignmentsArgs = {
  /** The script that is assigned; another one means another resource. */
  scriptId: pulumi.Input<string>;
  /** The whole set; its order means nothing. */
  assignments: pulumi.Input<pulumi.Input<HealthScriptAssignmentArgs>[]>;
};

/**
 * Every assignment of a remediation script: Intune replaces them as a set. Its id is the script's.
 * Source: https://learn.microsoft.com/graph/api/intune-devices-devicehealthscript-assign?view=graph-rest-beta
 */
export class DeviceHealthScriptAssignments extends pulumi.CustomResource {
  declare readonly scriptId: pulumi.Output<string>;

  constructor(
    name: string,
    args: DeviceHealthScriptAssignmentsArgs,
    options: pulumi.CustomResourceOptions = {},
  ) {
    super("intune:index:DeviceHealthScriptAssignments", name, { ...args }, { version, ...options });
  }
}

/** A grant of delegated permissions for all users; without `id` there is none. */
export type DelegatedPermissionGrant = {
  id?: string;
  clientObjectId?: string;
  resourceObjectId?: string;
  scopes: string[];
};

/**
 * The delegated permissions that an application has on another one for all users, both by application (client) id.
 * Source: https://learn.microsoft.com/graph/api/oauth2permissiongrant-list
 */
export function getDelegatedPermissionGrant(args: {
  clientAppId: string;
  resourceAppId: string;
}): Promise<DelegatedPermissionGrant> {
  return pulumi.runtime.invoke("intune:index:getDelegatedPermissionGrant", args, { version });
}

/** A custom Windows profile as it is listed: the OMA-URIs that it sets, and no values. */
export type ListedCustomConfiguration = { id: string; displayName: string; omaUris: string[] };

/**
 * Every custom Windows 10 configuration profile of the tenant.
 * Source: https://learn.microsoft.com/graph/api/intune-deviceconfig-windows10customconfiguration-list
 */
export function getWindowsCustomConfigurations(): Promise<{ configurations: ListedCustomConfiguration[] }> {
  return pulumi.runtime.invoke("intune:index:getWindowsCustomConfigurations", {}, { version });
}

/**
 * The types of a group's first 999 members, such as `user` and `device`; those of groups in it count too.
 * Source: https://learn.microsoft.com/graph/api/group-list-transitivemembers
 */
export function getGroupMemberTypes(args: { groupId: string }): Promise<{ types: string[] }> {
  return pulumi.runtime.invoke("intune:index:getGroupMemberTypes", args, { version });
}
