import type { z } from "zod";
import { isGuid } from "../domain/guid.ts";
import { nearestSetting } from "./did-you-mean.ts";
import { exampleFor, knownKeys, neededKeys } from "./examples.ts";
import type { Fault } from "./faults.ts";
import { isPlainKey, type Path, removeCommand, setCommand, settingName } from "./names.ts";

/** What zod found wrong in the settings as given, as one fault for each setting at fault. */
export function explain(issue: z.core.$ZodIssue, given: unknown): Fault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey(issue.path, key));
  }
  const { path, value } = asWritten(issue.path, given);
  return [
    {
      problem: `${settingName(path)} ${issue.message}`,
      wayOut: asksForRemoval(issue) ? [removeCommand(path)] : replacement(path, value),
    },
  ];
}

function asksForRemoval(issue: z.core.$ZodIssue): boolean {
  return issue.code === "too_small" || (issue.code === "custom" && issue.params?.remove === true);
}

/** As far as the user wrote it: `groups[0]` for the plain name that the schema reads as `{group: name}`. */
function asWritten(path: Path, given: unknown): { path: Path; value: unknown } {
  let value = given;
  for (const [index, step] of path.entries()) {
    if (typeof value !== "object" || value === null) {
      return { path: path.slice(0, index), value };
    }
    value = Reflect.get(value, step);
  }
  return { path, value };
}

function replacement(path: Path, value: unknown): string[] {
  const example = exampleFor(path);
  if (example) {
    return [setCommand(path, guidWithin(value) ?? example)];
  }
  const isList = exampleFor([...path, 0]) !== undefined;
  const wanted = isList ? [[...path, 0]] : neededKeys(path);
  // Pulumi sets a key inside a mapping that is there, but does not make one of anything else.
  const isInTheWay = value !== undefined && (isList || !isMapping(value));
  const removal = isInTheWay ? [removeCommand(path)] : [];
  return [...removal, ...wanted.flatMap((each) => replacement(each, undefined))];
}

function isMapping(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The GUID inside the braces (or blanks) that some portals and scripts put around one. */
function guidWithin(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const bare = value.replace(/^[\s{(]+|[\s})]+$/g, "");
  return isGuid(bare) ? bare : undefined;
}

function unknownKey(parent: Path, key: string): Fault {
  const path = [...parent, key];
  const [first = key] = key.split(/[.[]/);
  if (parent.length === 0 && first !== key && knownKeys(parent).includes(first)) {
    return setWithoutPath(key);
  }
  const nearest = nearestSetting(parent, key);
  const hint = nearest
    ? `did you mean ${settingName(nearest)}?`
    : `the keys here are ${knownKeys(parent).join(", ")}`;
  return {
    problem: `${settingName(path)} is not a setting: ${hint}`,
    wayOut: [
      isPlainKey(key) ? removeCommand(path) : "Remove it from the stack's settings file, Pulumi.<stack>.yaml",
    ],
  };
}

/** `pulumi config set consent.clientScopes[0] X` makes a key of that very name, beside the setting that was meant. */
function setWithoutPath(key: string): Fault {
  const name = `${settingName([])}${key.slice(0, 100)}`;
  return {
    problem: `${name} was set without --path, so it is a key of its own and not part of a setting`,
    wayOut: [`pulumi config rm "${name}"`, `pulumi config set --path "${name}" VALUE`],
  };
}
