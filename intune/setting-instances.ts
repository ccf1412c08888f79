import { z } from "zod";
import { text } from "./declared-properties.ts";

/** The kinds of setting in the settings catalog, by what Graph's type names begin with. */
export const instanceTypes = [
  "choice",
  "choiceCollection",
  "simple",
  "simpleCollection",
  "group",
  "groupCollection",
] as const;

/** The kinds of simple value. */
export const valueTypes = ["string", "integer", "secret", "reference"] as const;

export type InstanceType = (typeof instanceTypes)[number];
export type ValueType = (typeof valueTypes)[number];

/** One option of a choice collection, with the settings below it. */
type ChosenOption = { value: string; children?: SettingInstance[] | undefined };

/** One group of settings. */
type SettingGroup = { children: SettingInstance[] };

/** A setting of the settings catalog with its value, in canonical form. */
export type SettingInstance = {
  type: InstanceType;
  definitionId: string;
  value?: string | number | undefined;
  valueType?: ValueType | undefined;
  values?: (string | number | ChosenOption)[] | undefined;
  children?: SettingInstance[] | undefined;
  groups?: SettingGroup[] | undefined;
};

/** The members that each kind has besides `type` and `definitionId`: must it have them, or may it. */
const members: Readonly<
  Record<InstanceType, { readonly must: readonly Member[]; readonly may: readonly Member[] }>
> = {
  choice: { must: ["value"], may: ["children"] },
  choiceCollection: { must: ["values"], may: [] },
  simple: { must: ["value"], may: ["valueType"] },
  simpleCollection: { must: ["values"], may: ["valueType"] },
  group: { must: ["groups"], may: [] },
  groupCollection: { must: ["groups"], may: [] },
};

type Member = "value" | "valueType" | "values" | "children" | "groups";

const allMembers: readonly Member[] = ["value", "valueType", "values", "children", "groups"];

const maskIssue = "must not be the token by which Graph shows an encrypted value; give the real value";

const children = () => settingListSchema.transform((list) => (list.length === 0 ? undefined : list));

const option = z
  .strictObject({
    value: text("The id of the option."),
    get children(): z.ZodType<SettingInstance[] | undefined> {
      return children().optional().describe("The settings that depend on the option.");
    },
  })
  .meta({ id: "ChosenOption", description: "One option of a choiceCollection." });

const group = z
  .strictObject({
    get children(): z.ZodType<SettingInstance[]> {
      return settingListSchema.describe("The settings of the group.");
    },
  })
  .meta({ id: "SettingGroup", description: "One group of settings, of a group or a groupCollection." });

const scalar = z.union([z.string(), z.number()], "must be text or a number");

const shape = z
  .strictObject({
    type: z
      .enum(instanceTypes)
      .meta({ id: "SettingType", description: "The kinds of setting in the settings catalog." })
      .describe("The kind of setting."),
    definitionId: text("The id of the setting's definition, as Graph writes it."),
    value: scalar
      .optional()
      .describe("For choice: the id of the option. For simple: the value, text or a whole number."),
    valueType: z
      .enum(valueTypes)
      .meta({ id: "SettingValueType", description: "The kinds of simple value." })
      .optional()
      .describe("What a simple value is; unless given, integer for a number and string for text."),
    values: z
      .array(z.union([z.string(), z.number(), option], "must be text, a number or an option"))
      .optional()
      .describe("For choiceCollection: its options. For simpleCollection: its values."),
    get children(): z.ZodType<SettingInstance[] | undefined> {
      return children().optional().describe("For choice: the settings that depend on the option.");
    },
    groups: z
      .array(group)
      .optional()
      .describe("For group (one) and groupCollection: the groups of settings."),
  })
  .meta({
    id: "SettingInstance",
    description:
      "A setting of the settings catalog with its value: which members it has depends on its type. The order of settings means nothing.",
  });

type Given = z.output<typeof shape>;

type Complain = (path: readonly (string | number)[], message: string) => void;

const settingSchema: z.ZodType<SettingInstance> = shape
  .superRefine((setting, context) => {
    const complain: Complain = (path, message) =>
      context.addIssue({ code: "custom", path: [...path], message });
    checkMembers(setting, complain);
    checkElements(setting, complain);
    checkValues(setting, complain);
  })
  .transform(canonicalSetting);

/** Settings of one list: none twice. */
const settingListSchema: z.ZodType<SettingInstance[]> = z
  .array(settingSchema)
  .superRefine((settings, context) => {
    const first = new Map<string, number>();
    for (const [index, { definitionId }] of settings.entries()) {
      const key = definitionId.toLowerCase();
      const earlier = first.get(key);
      if (earlier === undefined) {
        first.set(key, index);
      } else {
        const message = `is the setting of the element ${earlier} of this list too; a list has each setting once`;
        context.addIssue({ code: "custom", path: [index, "definitionId"], message });
      }
    }
  });

function checkMembers(setting: Given, complain: Complain): void {
  const { must, may } = members[setting.type];
  for (const member of allMembers) {
    const isGiven = setting[member] !== undefined;
    if (!isGiven && must.includes(member)) {
      complain([member], `is required, since type is ${setting.type}`);
    }
    if (isGiven && !must.includes(member) && !may.includes(member)) {
      complain([member], `must be left out, since type is ${setting.type}`);
    }
  }
}

function checkElements({ type, values, groups, value }: Given, complain: Complain): void {
  if (type === "choice" && typeof value === "number") {
    complain(["value"], "must be the id of an option, since type is choice");
  }
  if (type === "group" && groups !== undefined && groups.length !== 1) {
    complain(["groups"], "must have one group, since type is group");
  }
  for (const [index, each] of (values ?? []).entries()) {
    if (type === "choiceCollection" && typeof each !== "object") {
      complain(["values", index], "must be an option such as { value: ID }, since type is choiceCollection");
    }
    if (type === "simpleCollection" && typeof each === "object") {
      complain(["values", index], "must be text or a number, since type is simpleCollection");
    }
  }
}

function checkValues(setting: Given, complain: Complain): void {
  const valueType = valueTypeOf(setting);
  if (valueType === undefined) {
    return;
  }
  for (const [path, value] of simpleValuesOf(setting)) {
    if (valueType === "integer" && !isInteger(value)) {
      complain(path, "must be a whole number from -2147483648 to 2147483647, since it is an integer");
    }
    if (valueType !== "integer" && typeof value !== "string") {
      complain(path, `must be text, since its valueType is ${valueType}`);
    }
    if (valueType === "secret" && value === "****") {
      complain(path, maskIssue);
    }
  }
}

function simpleValuesOf({ value, values }: Given): [readonly (string | number)[], string | number][] {
  const listed = (values ?? []).flatMap((each, index): [readonly (string | number)[], string | number][] =>
    typeof each === "object" ? [] : [[["values", index], each]],
  );
  return value === undefined ? listed : [[["value"], value], ...listed];
}

/** What the simple values of a setting are; undefined where it has none. */
function valueTypeOf({ type, value, values, valueType }: Given): ValueType | undefined {
  const [first] = type === "simple" ? [value] : type === "simpleCollection" ? (values ?? []) : [];
  if (first === undefined || typeof first === "object") {
    return undefined;
  }
  return valueType ?? (typeof first === "number" ? "integer" : "string");
}

function canonicalSetting(setting: Given): SettingInstance {
  const valueType = valueTypeOf(setting);
  const canonical = (value: string | number) => (valueType === "integer" ? Number(value) + 0 : value);
  return {
    ...setting,
    valueType,
    value: setting.value === undefined ? undefined : canonical(setting.value),
    values: setting.values?.map((each) => (typeof each === "object" ? each : canonical(each))),
  };
}

function isInteger(value: string | number): boolean {
  const number = typeof value === "string" && /^[+-]?\d+$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number === (number | 0);
}

/** The settings of a policy: at least one, none twice. */
export const settingsSchema: z.ZodType<SettingInstance[]> = settingListSchema
  .refine((settings) => settings.length > 0, "must have at least one setting")
  .describe("The settings; their order means nothing, and each definition may stand once in a list.");
