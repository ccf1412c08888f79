import type * as pulumi from "@pulumi/pulumi";
import type { InstanceType, ValueType } from "./setting-instances.ts";

/** A setting of the settings catalog as it is in state, in canonical form. */
export type SettingInstance = {
  type: InstanceType;
  definitionId: string;
  value?: string | number;
  valueType?: ValueType;
  values?: (string | number | { value: string; children?: SettingInstance[] })[];
  children?: SettingInstance[];
  groups?: { children: SettingInstance[] }[];
};

/** One option of a choiceCollection, by its id, with the settings that depend on it. */
export type ChosenOptionArgs = {
  value: pulumi.Input<string>;
  children?: pulumi.Input<pulumi.Input<SettingInstanceArgs>[]>;
};

/** One group of settings. */
export type SettingGroupArgs = { children: pulumi.Input<pulumi.Input<SettingInstanceArgs>[]> };

/**
 * A setting of the settings catalog with its value. By `type`: choice has `value` (the option's id) and `children`,
 * choiceCollection `values`, simple `value` and `valueType`, simpleCollection `values` and `valueType`, group and
 * groupCollection `groups`.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationsettinginstance
 */
export type SettingInstanceArgs = {
  type: pulumi.Input<InstanceType>;
  definitionId: pulumi.Input<string>;
  value?: pulumi.Input<string | number>;
  /** integer for a number and string for text, unless given. */
  valueType?: pulumi.Input<ValueType>;
  values?: pulumi.Input<pulumi.Input<string | number | ChosenOptionArgs>[]>;
  children?: pulumi.Input<pulumi.Input<SettingInstanceArgs>[]>;
  groups?: pulumi.Input<pulumi.Input<SettingGroupArgs>[]>;
};
