import { toPropertyMap, toPropertyValue } from "../provider/check.ts";
import { isPropertyMap, type PropertyPath, unmarkSecrets } from "../provider/paths.ts";
import { type PropertyMap, type PropertyValue, Secret, Unknown } from "../provider/values.ts";
import { type GraphObject, isGraphObject, isNothing } from "./graph-object.ts";
import { forms, settingKey, type TemplateReferences, valueForms, valueKey } from "./graph-settings.ts";
import { type InstanceType, instanceTypes, valueTypes } from "./setting-instances.ts";

/** A value that Intune keeps encrypted, and for which Graph returns a token. */
export type HiddenValue = {
  /** What names it, as state has its token. */
  readonly key: string;
  readonly path: PropertyPath;
  readonly token: string | undefined;
};

/** What stands in state for a hidden value; undefined where nothing does. */
export type StandIn = (hidden: HiddenValue) => PropertyValue | undefined;

/** The settings of a policy in the form of the resource's inputs, as far as they are what a program could declare. */
export type ReadSettings = {
  readonly settings: PropertyValue;
  readonly hidden: readonly HiddenValue[];
  /** Where secrets are that Graph returned as they are. */
  readonly inTheClear: readonly PropertyPath[];
  readonly templateReferences: TemplateReferences;
};

/** Reads the settings of a policy, of any form; nothing in them makes it throw. */
export function readSettings({ settings }: GraphObject, standIn: StandIn): ReadSettings {
  if (!Array.isArray(settings)) {
    return {
      settings: isNothing(settings) ? [] : toPropertyValue(settings),
      hidden: [],
      inTheClear: [],
      templateReferences: {},
    };
  }
  const reader = new SettingReader(standIn);
  const instances = settings.map((setting: unknown) =>
    isGraphObject(setting) && "settingInstance" in setting ? setting.settingInstance : setting,
  );
  const read = reader.readList(instances, "", ["settings"]);
  return {
    settings: read,
    hidden: reader.hidden,
    inTheClear: reader.inTheClear,
    templateReferences: Object.fromEntries(reader.references),
  };
}

class SettingReader {
  readonly hidden: HiddenValue[] = [];
  readonly inTheClear: PropertyPath[] = [];
  readonly references = new Map<string, string>();
  readonly #standIn: StandIn;

  constructor(standIn: StandIn) {
    this.#standIn = standIn;
  }

  readList(instances: readonly unknown[], parent: string, path: PropertyPath): PropertyValue[] {
    return instances.map((instance, index) => this.#readInstance(instance, parent, [...path, index]));
  }

  #readInstance(instance: unknown, parent: string, path: PropertyPath): PropertyValue {
    if (!isGraphObject(instance)) {
      return toPropertyValue(instance);
    }
    const { "@odata.type": graphType, settingDefinitionId: definitionId, ...others } = instance;
    const type = instanceTypes.find((each) => forms[each].graphType === graphType);
    if (type === undefined) {
      return toPropertyMap({ ...others, type: graphType, definitionId });
    }
    const { member, isList } = forms[type];
    const values = isList ? instance[member] : [instance[member]];
    const key = settingKey(parent, definitionId);
    this.#keep(key, instance.settingInstanceTemplateReference);
    if (!Array.isArray(values) || !values.every(isGraphObject)) {
      return toPropertyMap({ type, definitionId, [listOf(type) ?? "value"]: instance[member] });
    }
    const at = listOf(type);
    const read = values.map((value, index) =>
      this.#readValue(type, value, valueKey(key, index), at === undefined ? path : [...path, at, index]),
    );
    return toPropertyMap({ type, definitionId, ...membersOf(type, read) });
  }

  #readValue(type: InstanceType, value: GraphObject, key: string, path: PropertyPath): PropertyMap {
    this.#keep(key, value.settingValueTemplateReference);
    if (type === "simple" || type === "simpleCollection") {
      return this.#readSimple(type, value, key, path);
    }
    const isGroup = type === "group" || type === "groupCollection";
    return toPropertyMap({
      ...(isGroup ? {} : { value: value.value }),
      children: this.#readChildren(value.children, key, [...path, "children"], isGroup),
    });
  }

  #readSimple(type: InstanceType, value: GraphObject, key: string, path: PropertyPath): PropertyMap {
    const graphType = value["@odata.type"];
    const valueType = valueTypes.find((each) => valueForms[each] === graphType) ?? graphType;
    const note = isNothing(value.note) ? undefined : value.note;
    if (valueType !== "secret") {
      return toPropertyMap({ value: value.value, valueType, note });
    }
    const at = type === "simple" ? [...path, "value"] : path;
    if (value.valueState === "notEncrypted") {
      this.inTheClear.push(at);
      return toPropertyMap({ value: value.value, valueType, note });
    }
    const token = typeof value.value === "string" && value.value !== "" ? value.value : undefined;
    const hidden = { key, path: at, token };
    this.hidden.push(hidden);
    return toPropertyMap({ value: this.#standIn(hidden), valueType, note });
  }

  #readChildren(children: unknown, parent: string, path: PropertyPath, isGroup: boolean): unknown {
    const list = isNothing(children) ? [] : children;
    if (!Array.isArray(list)) {
      return list;
    }
    return list.length === 0 && !isGroup ? undefined : this.readList(inOrder(list), parent, path);
  }

  #keep(key: string, reference: unknown): void {
    if (!isNothing(reference)) {
      this.references.set(key, JSON.stringify(reference));
    }
  }
}

/** The input that has the values of a kind of setting; undefined where it has one value, which stands in the setting itself. */
function listOf(type: InstanceType): "values" | "groups" | undefined {
  if (type === "choiceCollection" || type === "simpleCollection") {
    return "values";
  }
  return type === "group" || type === "groupCollection" ? "groups" : undefined;
}

/** The values of a setting as its inputs have them. */
function membersOf(type: InstanceType, read: readonly PropertyMap[]): object {
  const list = listOf(type);
  if (list === undefined) {
    return { ...read[0] };
  }
  if (type !== "simpleCollection") {
    return { [list]: read };
  }
  const types = new Set(read.map(({ valueType }) => valueType));
  const isPlain = types.size <= 1 && read.every(({ note }) => note === undefined);
  return isPlain
    ? { values: read.map(({ value }) => value), valueType: read[0]?.valueType }
    : { values: read };
}

/** Settings below another one by their definitions, as Graph may list them in any order. */
function inOrder(instances: readonly unknown[]): unknown[] {
  const key = (each: unknown) => (isGraphObject(each) ? each.settingDefinitionId : undefined);
  return instances.toSorted((left, right) => compareIds(key(left), key(right)));
}

/** Orders definition ids without case; what is no text comes last. */
function compareIds(left: unknown, right: unknown): number {
  const [a, b] = [left, right].map((id) => (typeof id === "string" ? `0${id.toLowerCase()}` : "1"));
  return a === b ? 0 : String(a) < String(b) ? -1 : 1;
}

/** The simple values in a policy's inputs, in any form, by the key of each. */
export function knownValues(settings: PropertyValue | undefined, parent = ""): Map<string, PropertyValue> {
  const instances = Array.isArray(settings) ? settings.filter(isPropertyMap) : [];
  return new Map(
    instances.flatMap((instance) => {
      const key = settingKey(parent, instance.definitionId);
      return elementsOf(instance).flatMap((element, index): [string, PropertyValue][] => {
        const own = valueKey(key, index);
        return isPropertyMap(element) ? [...knownValues(element.children, own)] : [[own, element]];
      });
    }),
  );
}

function elementsOf({ value, values, groups, children }: PropertyMap): PropertyValue[] {
  const list = groups ?? values;
  if (Array.isArray(list)) {
    return list;
  }
  return children === undefined ? (value === undefined ? [] : [value]) : [{ children }];
}

/**
 * Settings as a program declares them, with those below each one in canonical order. Secret marks stay where they belong, and
 * what is declared as a secret gets one.
 */
export function nestedInOrder(value: PropertyValue): PropertyValue {
  if (value instanceof Secret) {
    return new Secret(nestedInOrder(value.value));
  }
  if (Array.isArray(value)) {
    return value.map(nestedInOrder);
  }
  if (!isPropertyMap(value)) {
    return value;
  }
  const isSecret = unmarkSecrets(value.valueType ?? null) === "secret";
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const ordered = nestedInOrder(member);
      if (name === "children") {
        return [name, childrenInOrder(ordered)];
      }
      return [name, isSecret && (name === "value" || name === "values") ? markedSecret(ordered) : ordered];
    }),
  );
}

/** A value, or each of a list, with a secret mark; what is not known yet gets it once it is. */
function markedSecret(value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) {
    return value.map(markedSecret);
  }
  return value === null || value instanceof Secret || value instanceof Unknown ? value : new Secret(value);
}

function childrenInOrder(children: PropertyValue): PropertyValue {
  if (children instanceof Secret) {
    return new Secret(childrenInOrder(children.value));
  }
  const key = (each: PropertyValue) => {
    const plain = unmarkSecrets(each);
    return isPropertyMap(plain) ? plain.definitionId : undefined;
  };
  return Array.isArray(children)
    ? children.toSorted((left, right) => compareIds(key(left), key(right)))
    : children;
}
