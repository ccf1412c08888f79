import { z } from "zod";
import { int32, text } from "../../graph/edm.ts";

const name = "deviceManagementConfiguration";

const instanceReference = z.strictObject({ settingInstanceTemplateId: z.string() }).nullable();
const valueReference = z
  .strictObject({ settingValueTemplateId: z.string(), useTemplateDefault: z.boolean() })
  .nullable();

const instanceBase = {
  settingDefinitionId: z.string().min(1),
  settingInstanceTemplateReference: instanceReference,
};

/** The member of each instance type that holds its value or values; what is in it has a type of its own. */
const valueMembers = {
  ChoiceSettingInstance: { choiceSettingValue: z.unknown() },
  ChoiceSettingCollectionInstance: { choiceSettingCollectionValue: z.array(z.unknown()) },
  SimpleSettingInstance: { simpleSettingValue: z.unknown() },
  SimpleSettingCollectionInstance: { simpleSettingCollectionValue: z.array(z.unknown()) },
  GroupSettingInstance: { groupSettingValue: z.unknown() },
  GroupSettingCollectionInstance: { groupSettingCollectionValue: z.array(z.unknown()) },
} as const;

const simpleValues = {
  IntegerSettingValue: { value: int32 },
  StringSettingValue: { value: z.string() },
  ReferenceSettingValue: { value: z.string(), note: text },
  SecretSettingValue: {
    value: z.string(),
    valueState: z.enum(["invalid", "notEncrypted", "encryptedValueToken"]),
  },
} as const;

const nestingValues = {
  ChoiceSettingValue: { value: z.string(), children: z.array(z.unknown()).nullable() },
  GroupSettingValue: { children: z.array(z.unknown()).nullable() },
} as const;

const values = { ...simpleValues, ...nestingValues };

/** The names of the setting instance types that can be written here. */
export type InstanceType = `${typeof name}${keyof typeof valueMembers}`;
/** The names of the simple value types. */
export type SimpleValueType = `${typeof name}${keyof typeof simpleValues}`;
/** The names of all value types. */
export type ValueType = `${typeof name}${keyof typeof values}`;

/** All instance types. */
export const instanceTypes = Object.keys(valueMembers).map((kind) => `${name}${kind}`) as InstanceType[];
/** The simple value types. */
export const simpleValueTypes = Object.keys(simpleValues).map(
  (kind) => `${name}${kind}`,
) as SimpleValueType[];
/** All value types. */
export const valueTypes = Object.keys(values).map((kind) => `${name}${kind}`) as ValueType[];

/** Every property an instance type has. Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationsettinginstance */
export function instanceShape(type: InstanceType): Record<string, z.ZodType> {
  return { ...instanceBase, ...valueMembers[type.slice(name.length) as keyof typeof valueMembers] };
}

/** Every property a value type has. Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationsettingvalue */
export function valueShape(type: ValueType): Record<string, z.ZodType> {
  return {
    settingValueTemplateReference: valueReference,
    ...values[type.slice(name.length) as keyof typeof values],
  };
}

const optional = [
  "settingInstanceTemplateReference",
  "settingValueTemplateReference",
  "children",
  "note",
  "valueState",
];

/** What may be written: references to a template, children, a note and the state of a secret may be left out. */
export function writable(shape: Record<string, z.ZodType>): z.ZodType<Record<string, unknown>> {
  const members = Object.entries(shape).map(([member, schema]) => [
    member,
    optional.includes(member) ? schema.optional() : schema,
  ]);
  return z.strictObject({ "@odata.type": z.string().optional(), ...Object.fromEntries(members) });
}

/** A value as kept: a secret in the clear, with the token that is shown in its place. */
export type SettingValue = {
  readonly "@odata.type"?: string;
  readonly settingValueTemplateReference: unknown;
  readonly value?: string | number;
  readonly note?: string | null;
  readonly token?: string;
  readonly children?: readonly SettingInstance[];
};

/** An instance of a setting as kept. */
export type SettingInstance = {
  readonly "@odata.type": string;
  readonly settingDefinitionId: string;
  readonly settingInstanceTemplateReference: unknown;
  readonly choiceSettingValue?: SettingValue;
  readonly choiceSettingCollectionValue?: readonly SettingValue[];
  readonly simpleSettingValue?: SettingValue;
  readonly simpleSettingCollectionValue?: readonly SettingValue[];
  readonly groupSettingValue?: SettingValue;
  readonly groupSettingCollectionValue?: readonly SettingValue[];
};
