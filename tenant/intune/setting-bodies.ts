import { randomUUID } from "node:crypto";
import { readBody, typeNameOf } from "../graph/odata/body.ts";
import { badRequest, intuneBadRequest } from "../graph/odata/errors.ts";
import {
  type InstanceType,
  instanceShape,
  instanceTypes,
  type SettingInstance,
  type SettingValue,
  simpleValueTypes,
  type ValueType,
  valueShape,
  writable,
} from "./schemas/setting-instances.ts";
import type { IntuneCall } from "./state.ts";

/** What reading settings needs: the call, and the secrets that the policy keeps already, by their tokens. */
type Reading = { readonly call: IntuneCall; readonly secrets: ReadonlyMap<string, string> };

const choice = "deviceManagementConfigurationChoiceSettingValue";
const group = "deviceManagementConfigurationGroupSettingValue";
const secret = "deviceManagementConfigurationSecretSettingValue";

/**
 * Reads the settings of a policy strictly, each by its type, and brings them into the form in which they are kept.
 * `kept` is what the policy has now: a secret may be written back by the token that stands for it. Throws Graph's 400.
 */
export function readSettings(
  call: IntuneCall,
  given: readonly { readonly settingInstance: unknown }[],
  kept: readonly SettingInstance[],
): SettingInstance[] {
  const reading = { call, secrets: new Map(kept.flatMap(secretsOf)) };
  return readInstances(
    reading,
    given.map(({ settingInstance }) => settingInstance),
  );
}

/** Refuses a setting that is in a list twice; that Intune does so too is unverified. */
function readInstances(reading: Reading, given: readonly unknown[]): SettingInstance[] {
  const read = given.map((body) => readInstance(reading, body));
  const seen = new Set<string>();
  for (const { settingDefinitionId } of read) {
    const key = settingDefinitionId.toLowerCase();
    if (seen.has(key)) {
      throw intuneBadRequest(`Duplicate setting ${settingDefinitionId}`, reading.call.path);
    }
    seen.add(key);
  }
  return read;
}

function readInstance(reading: Reading, body: unknown): SettingInstance {
  const type = resolve(body, instanceTypes, "deviceManagementConfigurationSettingInstance");
  const read = readBody(writable(instanceShape(type)), body, `microsoft.graph.${type}`);
  const settingDefinitionId = String(read.settingDefinitionId);
  const options = { reading, settingDefinitionId };
  const one = (value: unknown): SettingValue => readValue(options, type, value);
  const members = Object.keys(instanceShape(type)).filter((member) => member.endsWith("Value"));
  return {
    "@odata.type": `#microsoft.graph.${type}`,
    settingDefinitionId,
    settingInstanceTemplateReference: read.settingInstanceTemplateReference ?? null,
    ...Object.fromEntries(
      members.map((member) => [
        member,
        Array.isArray(read[member]) ? read[member].map(one) : one(read[member]),
      ]),
    ),
  };
}

type ValueOptions = { readonly reading: Reading; readonly settingDefinitionId: string };

function readValue(options: ValueOptions, instance: InstanceType, body: unknown): SettingValue {
  const type = valueTypeOf(instance, body);
  const read = readBody(writable(valueShape(type)), body, `microsoft.graph.${type}`);
  const settingValueTemplateReference = read.settingValueTemplateReference ?? null;
  if (type === choice || type === group) {
    const children = readInstances(options.reading, Array.isArray(read.children) ? read.children : []);
    return type === group
      ? { settingValueTemplateReference, children }
      : { settingValueTemplateReference, value: optionOf(options, read.value), children };
  }
  return {
    "@odata.type": `#microsoft.graph.${type}`,
    settingValueTemplateReference,
    value: read.value as string | number,
    ...(type === "deviceManagementConfigurationReferenceSettingValue"
      ? { note: (read.note ?? null) as string | null }
      : {}),
    ...(type === secret ? readSecret(options.reading, read) : {}),
  };
}

function valueTypeOf(instance: InstanceType, body: unknown): ValueType {
  if (instance.includes("SimpleSetting")) {
    return resolve(body, simpleValueTypes, "deviceManagementConfigurationSimpleSettingValue");
  }
  const expected = instance.includes("ChoiceSetting") ? choice : group;
  const name = typeNameOf(body);
  return name === undefined ? expected : resolve(body, [expected], expected);
}

/** The id of an option begins with that of its setting. */
function optionOf({ reading, settingDefinitionId }: ValueOptions, value: unknown): string {
  const option = String(value);
  if (!option.toLowerCase().startsWith(`${settingDefinitionId.toLowerCase()}_`)) {
    throw intuneBadRequest(`${option} is no option of the setting ${settingDefinitionId}`, reading.call.path);
  }
  return option;
}

/** A secret is sent in the clear, or by the token that was shown for it. What Intune does with other tokens is unverified. */
function readSecret(reading: Reading, read: Record<string, unknown>): { value: string; token: string } {
  const value = String(read.value);
  if ((read.valueState ?? "notEncrypted") === "notEncrypted") {
    return { value, token: randomUUID() };
  }
  const known = read.valueState === "encryptedValueToken" ? reading.secrets.get(value) : undefined;
  if (known === undefined) {
    throw intuneBadRequest("The token of an encrypted setting value is not valid", reading.call.path);
  }
  return { value: known, token: value };
}

function resolve<T extends string>(body: unknown, types: readonly T[], base: string): T {
  const name = typeNameOf(body);
  const type = types.find((known) => known === name);
  if (type === undefined) {
    throw badRequest(
      name === undefined
        ? `Cannot create an abstract class: the property '@odata.type' of 'microsoft.graph.${base}' is missing.`
        : `A type named 'microsoft.graph.${name}' could not be resolved by the model.`,
    );
  }
  return type;
}

function secretsOf(instance: SettingInstance): [string, string][] {
  return valuesOf(instance).flatMap((value) => [
    ...(value.token === undefined ? [] : [[value.token, String(value.value)] as [string, string]]),
    ...(value.children ?? []).flatMap(secretsOf),
  ]);
}

/** The values of an instance, whichever its type. */
function valuesOf(instance: SettingInstance): SettingValue[] {
  return Object.entries(instance).flatMap(([member, value]) =>
    member.endsWith("Value") ? ((Array.isArray(value) ? value : [value]) as SettingValue[]) : [],
  );
}
