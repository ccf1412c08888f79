import { optionInWords } from "./catalog-words.ts";
import type { Change, Difference } from "./changes.ts";
import type { Names } from "./names.ts";
import { inShort } from "./one-line.ts";
import { isOfTargets, type Target, type TargetChange, targetChanges } from "./targets.ts";
import { secret, unknown } from "./values.ts";

/** What the types are called whose resources have a name in the tenant. */
const typeNames: Readonly<Record<string, string>> = {
  "intune:index:WindowsCustomConfiguration": "profile",
  "intune:index:SettingsCatalogPolicy": "settings catalog policy",
  "intune:index:DeviceHealthScript": "remediation script",
};

/** A resource as people call it: `profile "Windows Hello - PIN recovery"`, or by its name in the program. */
export function titleOf({ type, name, displayName }: Pick<Change, "type" | "name" | "displayName">): string {
  const kind = typeNames[type] ?? type.split(":").at(-1) ?? type;
  return displayName === undefined ? name : `${kind} "${displayName}"`;
}

/** As `1 change`, `2 changes`. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** What became otherwise in the tenant, or what the program has that no update applied yet. */
export type Kind = "drift" | "pending";

/** One change of a resource as people say it. */
export type Fact = {
  /** The property; "" where the resource as a whole is meant. */
  readonly path: string;
  /** What changed: a property, a setting by its name, or a group; "" for the resource as a whole. */
  readonly what: string;
  readonly declared: unknown;
  readonly actual: unknown;
  /** As `group Windows devices removed`, or `EnablePinRecovery is false, declared true`. */
  readonly sentence: string;
};

/** What became of a resource in the tenant, change by change; one that is gone has one. */
export function factsOf(change: Change, kind: Kind, names: Names): readonly Fact[] {
  const { differences, targets, operation } = change;
  if (differences.length === 0) {
    const sentence = kind === "drift" ? "deleted in the tenant" : `${operation} not applied yet`;
    return [{ path: "", what: "", declared: undefined, actual: undefined, sentence }];
  }
  const others = targets ? differences.filter(({ path }) => !isOfTargets(path)) : differences;
  return [
    ...(targets ? targetChanges(targets).map((each) => ofTarget(each, kind, names)) : []),
    ...others.map((each) => ofDifference(each, kind)),
  ];
}

/** What the tenant lacks or has too much was removed or added there; where it is pending, an update is to do the opposite. */
const gone: Readonly<Record<Kind, string>> = { drift: "removed", pending: "to be added" };
const extra: Readonly<Record<Kind, string>> = { drift: "added", pending: "to be removed" };

const assigned = "assigned";
const notAssigned = "not assigned";

function ofTarget({ what, target, declared }: TargetChange, kind: Kind, names: Names): Fact {
  const who = inWords(target, names);
  if (what === "filter changed") {
    const [now, wanted] = [filterInWords(target, names), filterInWords(declared, names)];
    const sentence = `filter of ${who} is ${now}, declared ${wanted}`;
    return { path: "targets", what: `filter of ${who}`, declared: wanted, actual: now, sentence };
  }
  const [wanted, now, became] =
    what === "removed" ? [assigned, notAssigned, gone] : [notAssigned, assigned, extra];
  return { path: "targets", what: who, declared: wanted, actual: now, sentence: `${who} ${became[kind]}` };
}

function filterInWords({ filterId, filterMode }: Target, names: Names): string {
  return filterId === undefined ? "none" : `${names.get(filterId) ?? filterId} (${filterMode})`;
}

const everyone: Readonly<Record<string, string>> = { allDevices: "all devices", allUsers: "all users" };

function inWords({ type, groupId = "" }: Target, names: Names): string {
  const kind = type === "exclusionGroup" ? "excluded group" : "group";
  return everyone[type] ?? `${kind} ${names.get(groupId) ?? groupId}`;
}

function ofDifference({ path, setting, ...values }: Difference, kind: Kind): Fact {
  const inSetting = (value: unknown) => (setting ? optionInWords(value, setting.id) : value);
  const [declared, actual] = [inSetting(values.declared), inSetting(values.actual)];
  const what = setting?.name ?? path;
  return { path, what, declared, actual, sentence: sentenceOf(what, declared, actual, kind) };
}

function sentenceOf(what: string, declared: unknown, actual: unknown, kind: Kind): string {
  if (actual === undefined) {
    return `${what} ${gone[kind]}, declared ${inQuotes(declared)}`;
  }
  return declared === undefined
    ? `${what} ${extra[kind]}: ${inQuotes(actual)}`
    : `${what} is ${inQuotes(actual)}, declared ${inQuotes(declared)}`;
}

function inQuotes(value: unknown): string {
  const isMark = value === secret || value === unknown;
  return inShort(typeof value === "string" && !isMark ? JSON.stringify(value) : value);
}
