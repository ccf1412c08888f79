import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { explain } from "./settings/explain.ts";
import { faultsError } from "./settings/faults.ts";

// `pulumi config set --path` stores digits as a number: the name of a group, or a scope tag.
const digits = (value: unknown) => (Number.isSafeInteger(value) ? String(value) : value);

const text = (error: string, pattern = /\S/) =>
  z.preprocess(digits, z.string({ error }).regex(pattern, { error }));

const guid = (what: string) =>
  z.guid({ error: `must be ${what}: a GUID without braces` }).transform((value) => value.toLowerCase());

const list = <Item extends z.ZodType>(item: Item, what: string) =>
  z.array(item, { error: `must be a list of ${what}` });

const mapping = <Shape extends z.ZodRawShape>(shape: Shape, or = "") =>
  z.strictObject(shape, { error: `must be ${or}a mapping with the keys ${Object.keys(shape).join(", ")}` });

/** Adds a fault at each entry that repeats an earlier one. Entra compares names and IDs without regard to case. */
function noRepeats<Entry>(name: (entry: Entry) => string) {
  return (entries: readonly Entry[], context: z.RefinementCtx) => {
    const names = entries.map((entry) => name(entry).toLowerCase());
    names.forEach((value, index) => {
      if (names.indexOf(value) < index) {
        context.addIssue({
          code: "custom",
          path: [index],
          message: "repeats an earlier entry",
          params: { remove: true },
        });
      }
    });
  };
}

const itself = (entry: string) => entry;

const scopes = list(
  text("must be the name of one delegated permission, without blanks", /^[\w.-]+$/),
  "delegated permissions",
).superRefine(noRepeats(itself));

const consent = mapping({
  clientScopes: scopes.default(["user_impersonation"]),
  serviceScopes: scopes.default(["User.Read"]),
  directoryAppId: guid("the application ID of the directory").default("00000002-0000-0000-c000-000000000000"),
});

const scopeTagId = text("must be the number of a scope tag, not its name", /^\d+$/);

const hostName = text(
  "must be a host name alone: no https://, path, port, blank or semicolon",
  /^(?=.{4,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]*[a-z\d]$/i,
);

const profile = mapping({
  displayName: text("must be the profile's name in Intune").default("Windows Hello - PIN recovery"),
  description: text("must be a text", /^/).default(
    "Lets users replace a forgotten Windows Hello PIN through the Microsoft PIN reset service.",
  ),
  scope: z.enum(["device", "user"], { error: "must be device or user" }).default("device"),
  roleScopeTagIds: list(scopeTagId, "scope tags")
    .min(1, { error: "must name a scope tag, or be left out" })
    .superRefine(noRepeats(itself))
    .optional(),
  webSignInAllowedUrls: list(hostName, "host names").superRefine(noRepeats(itself)).default([]),
});

const filter = mapping({
  id: guid("the ID of an assignment filter"),
  mode: z.enum(["include", "exclude"], { error: "must be include or exclude" }),
}).optional();

const group = z.preprocess(
  (value) => {
    const name = digits(value);
    return typeof name === "string" ? { group: name } : value;
  },
  mapping(
    { group: text("must be a group's display name or object ID"), filter },
    "a group's display name or object ID, or ",
  ),
);

const everyone = z.preprocess(
  (value) => (value === true ? {} : value === false ? undefined : value),
  z.strictObject({ filter }, { error: "must be true, false, or a mapping with the key filter" }).optional(),
);

const assignments = mapping({
  groups: list(group, "groups")
    .superRefine(noRepeats((entry) => entry.group))
    .default([]),
  excludedGroups: list(
    text("must be a group's display name or object ID: an exclusion takes no filter"),
    "groups",
  )
    .superRefine(noRepeats(itself))
    .default([]),
  allDevices: everyone,
  allUsers: everyone,
}).superRefine(({ groups, excludedGroups, allDevices, allUsers }, context) => {
  if (groups.length === 0 && !allDevices && !allUsers) {
    context.addIssue({
      code: "custom",
      message: "gives the profile to nobody, and an unassigned profile does nothing",
    });
  }
  const fault = (message: string, ...path: (string | number)[]) =>
    context.addIssue({ code: "custom", path, message, params: { remove: true } });
  if (groups.length > 0 && allDevices && !allDevices.filter) {
    fault(
      "already covers the devices of every group under assignments.groups: keep one of the two",
      "allDevices",
    );
  }
  const included = new Set(groups.map((entry) => entry.group.toLowerCase()));
  excludedGroups.forEach((excluded, index) => {
    if (included.has(excluded.toLowerCase())) {
      fault("is also under assignments.groups: keep one of the two", "excludedGroups", index);
    }
  });
});

const settings = mapping({
  // Pulumi.yaml must declare a default, or the CLI asks for the key: the empty text stands for "not given".
  tenantId: z.preprocess((value) => (value === "" ? undefined : value), guid("the tenant's ID").optional()),
  consent: consent.prefault({}),
  profile: profile.prefault({}),
  assignments: assignments.prefault({}),
});

/** What the tenant must look like, checked and with every default filled in. docs/settings.md describes each key. */
export type Settings = z.infer<typeof settings>;

/** The groups, and everyone, that the profile is for. */
export type AssignmentSettings = Settings["assignments"];

/**
 * The settings of the selected stack. Raises a RunError that lists every fault, each with the setting's name as the
 * user writes it and the command that mends it.
 * Source: https://www.pulumi.com/docs/iac/concepts/config/
 */
export function readSettings(): Settings {
  return parseSettings(pulumi.runtime.allConfig());
}

/**
 * The settings in a whole configuration: its keys as `namespace:name`, each value the text Pulumi hands to a program
 * (structured values as JSON). Keys of other namespaces are left alone. Raises as readSettings does.
 */
export function parseSettings(config: Readonly<Record<string, string>>): Settings {
  const given = ownSettings(config);
  const result = settings.safeParse(given);
  if (!result.success) {
    throw faultsError(result.error.issues.flatMap((issue) => explain(issue, given)));
  }
  return result.data;
}

function ownSettings(config: Readonly<Record<string, string>>): Record<string, unknown> {
  const namespace = `${pulumi.getProject()}:`;
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(namespace))
      .map(([key, value]) => [
        key.slice(namespace.length),
        key === `${namespace}tenantId` ? value : parsed(value),
      ]),
  );
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
