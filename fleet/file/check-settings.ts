import type { z } from "zod";
import { configuration } from "../../intune/configuration.ts";
import { asWritten } from "../../settings/as-written.ts";
import { nearestSetting } from "../../settings/did-you-mean.ts";
import { knownKeys } from "../../settings/examples.ts";
import { settingsSchema } from "../../settings/schema.ts";
import { settingsIn } from "../namespace.ts";
import { type Found, isPlainKey, type Path, pathText } from "./issues.ts";

/** Settings by their whole key, as `pin-reset:assignments`. */
export type Settings = Readonly<Record<string, unknown>>;

/**
 * What is wrong with a stack's settings by the schemas of those who read them: the program's own, and the Intune provider's.
 * Settings of other providers are not known here. The first step of a path is the whole key.
 */
export function checkSettings(values: Settings, project: string): Found[] {
  const own = settingsIn(project, values);
  const provider = settingsIn("intune", values);
  const ownIssues = settingsSchema.safeParse(own).error?.issues ?? [];
  const providerIssues = configuration.safeParse(provider).error?.issues ?? [];
  return [
    ...ownIssues.flatMap((issue) => explain(issue, own, ownKeys)).map((found) => below(project, found)),
    ...providerIssues
      .flatMap((issue) => explain(issue, provider, providerKeys))
      .map((found) => below("intune", found)),
  ];
}

function below(namespace: string, { path: [first = "", ...rest], message }: Found): Found {
  return { path: [`${namespace}:${String(first)}`, ...rest], message };
}

/** What a mistyped key among the settings may be told. */
type Suggest = (parent: Path, key: string) => string;

const ownKeys: Suggest = (parent, key) => {
  const nearest = nearestSetting(parent, key);
  return nearest === undefined
    ? `the keys here are ${knownKeys(parent).join(", ")}`
    : `did you mean ${pathText(nearest)}?`;
};

const providerKeys: Suggest = () => "docs/reliability.md describes the provider's";

function explain(issue: z.core.$ZodIssue, given: unknown, suggest: Suggest): Found[] {
  if (issue.code !== "unrecognized_keys") {
    return [{ path: asWritten(issue.path, given).path, message: issue.message }];
  }
  return issue.keys.map((key) =>
    isPlainKey(key)
      ? { path: [...issue.path, key], message: `is not a setting: ${suggest(issue.path, key)}` }
      : { path: issue.path, message: `has a key that is not a setting: ${suggest(issue.path, "")}` },
  );
}
