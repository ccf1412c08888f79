import type { z } from "zod";
import { isGuid } from "../domain/guid.ts";
import { asWritten } from "./as-written.ts";
import { nearestSetting } from "./did-you-mean.ts";
import { exampleFor, knownKeys, neededKeys } from "./examples.ts";
import { hintLines, type Issue } from "./issues.ts";
import { argumentsOf, isPlainKey, type Path, removeCommand, setCommand, settingName } from "./names.ts";

/** What zod found wrong in the settings as given, as one issue for each setting. */
export function explain(found: z.core.$ZodIssue, given: unknown): Issue[] {
  if (found.code === "unrecognized_keys") {
    return found.keys.map((key) => unknownKey(found.path, key));
  }
  const { path, value } = asWritten(found.path, given);
  const message = `${settingName(path)} ${found.message}`;
  if (asksForRemoval(found)) {
    return [{ code: "superfluousSetting", message, hint: removeCommand(path) }];
  }
  const code = value === undefined ? "missingSetting" : "badSetting";
  return [{ code, message, hint: hintLines(...replacement(path, value)) }];
}

function asksForRemoval(issue: z.core.$ZodIssue): boolean {
  return issue.code === "too_small" || (issue.code === "custom" && issue.params?.remove === true);
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
  if (typeof value !== "string") {
    return undefined;
  }
  const bare = value.replace(/^[\s{(]+|[\s})]+$/g, "");
  return isGuid(bare) ? bare : undefined;
}

function unknownKey(parent: Path, key: string): Issue {
  const path = [...parent, key];
  const [first = key] = key.split(/[.[]/);
  const isConfiguration = argumentsOf() === undefined;
  if (isConfiguration && parent.length === 0 && first !== key && knownKeys(parent).includes(first)) {
    return setWithoutPath(key);
  }
  const nearest = nearestSetting(parent, key);
  const suggestion = nearest
    ? `did you mean ${settingName(nearest)}?`
    : `the keys here are ${knownKeys(parent).join(", ")}`;
  return {
    code: "unknownSetting",
    message: `${settingName(path)} is not ${isConfiguration ? "a setting" : "an argument"}: ${suggestion}`,
    hint:
      isPlainKey(key) || !isConfiguration
        ? removeCommand(path)
        : "Remove it from the stack's settings file, Pulumi.<stack>.yaml",
  };
}

/** `pulumi config set consent.clientScopes[0] X` makes a key of that very name, beside the setting that was meant. */
function setWithoutPath(key: string): Issue {
  const name = `${settingName([])}${key.slice(0, 100)}`;
  return {
    code: "setWithoutPath",
    message: `${name} was set without --path, so it is a key of its own and not part of a setting`,
    hint: hintLines(`pulumi config rm "${name}"`, `pulumi config set --path "${name}" VALUE`),
  };
}
