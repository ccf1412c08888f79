import * as pulumi from "@pulumi/pulumi";
import { version } from "../version.ts";
import type { OmaType, OmaValue } from "./oma-values.ts";
import type { SettingInstance, SettingInstanceArgs } from "./setting-args.ts";
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

/** An OMA setting as it is in state, in canonical form. */
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

export type SettingsCatalogPolicyArgs = {
  name: pulumi.Input<string>;
  description?: pulumi.Input<string>;
  /** windows10 unless given. */
  platforms?: pulumi.Input<string>;
  /** mdm unless given. */
  technologies?: pulumi.Input<string>;
  /** The template that the policy is made of; another one means another policy. */
  templateId?: pulumi.Input<string>;
  /** Their order means nothing; a definition may stand once in a list. */
  settings: pulumi.Input<pulumi.Input<SettingInstanceArgs>[]>;
  /** Left alone when not given. */
  roleScopeTagIds?: pulumi.Input<pulumi.Input<string>[]>;
};

/**
 * A policy of the settings catalog. Imported by its id, or by `name:<name>`.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationpolicy
 */
export class SettingsCatalogPolicy extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly platforms: pulumi.Output<string>;
  declare readonly technologies: pulumi.Output<string>;
  declare readonly templateId: pulumi.Output<string | undefined>;
  declare readonly settings: pulumi.Output<SettingInstance[]>;
  declare readonly roleScopeTagIds: pulumi.Output<string[] | undefined>;
  /** Graph's references from settings and values to the policy's template, as JSON. */
  declare readonly templateReferences: pulumi.Output<Record<string, string> | undefined>;
  /** For each value that Intune keeps encrypted: the token that Graph returns for it. */
  declare readonly encryptedValueTokens: pulumi.Output<Record<string, string> | undefined>;
  /** The policy's scope tags as they were read. */
  declare readonly scopeTagIdsInIntune: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: SettingsCatalogPolicyArgs, options: pulumi.CustomResourceOptions = {}) {
    const inputs = {
      description: undefined,
      platforms: undefined,
      technologies: undefined,
      templateId: undefined,
      roleScopeTagIds: undefined,
      templateReferences: undefined,
      encryptedValueTokens: undefined,
      scopeTagIdsInIntune: undefined,
      ...args,
    };
    super("intune:index:SettingsCatalogPolicy", name, inputs, { version, ...options });
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
  /** The profile or policy that is assigned; another one means another resource. */
  configurationId: pulumi.Input<string>;
  /** What is assigned, deviceConfiguration unless given; another one means another resource. */
  policyKind?: pulumi.Input<"deviceConfiguration" | "settingsCatalog">;
  /** The whole set; its order means nothing. */
  targets: pulumi.Input<pulumi.Input<AssignmentTargetArgs>[]>;
};

/** A target as it is in state. */
export type AssignmentTarget = pulumi.Unwrap<AssignmentTargetArgs>;

/**
 * Every assignment of a configuration profile, or of a settings catalog policy: Intune replaces them as a set. Its id is
 * the profile's.
 * Source: https://learn.microsoft.com/graph/api/intune-deviceconfig-deviceconfiguration-assign
 */
export class DeviceConfigurationAssignments extends pulumi.CustomResource {
  declare readonly configurationId: pulumi.Output<string>;
  declare readonly policyKind: pulumi.Output<"settingsCatalog" | undefined>;
  declare readonly targets: pulumi.Output<AssignmentTarget[]>;

  constructor(
    name: string,
    args: DeviceConfigurationAssignmentsArgs,
    options: pulumi.CustomResourceOptions = {},
  ) {
    const inputs = { policyKind: undefined, ...args };
    super("intune:index:DeviceConfigurationAssignments", name, inputs, { version, ...options });
  }
}
