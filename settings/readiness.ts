import { z } from "zod";
import { readinessScriptName } from "../domain/can-reset.ts";
import {
  groupName,
  itself,
  list,
  mapping,
  noRepeats,
  orElse,
  scopeTagId,
  superfluous,
  text,
} from "./values.ts";

const trueOrFalse = z.boolean({ error: "must be true or false" });

const groups = (description: string) =>
  list(text(groupName).describe("A group's display name or object ID."), "groups")
    .superRefine(noRepeats(itself))
    .default([])
    .describe(description);

const every = "must be a whole number from 1 to 23";

const schedule = mapping({
  type: z
    .enum(["hourly", "daily"], { error: "must be hourly or daily" })
    .default("daily")
    .describe("Whether the interval counts hours or days."),
  interval: z
    .number({ error: every })
    .refine((value) => Number.isInteger(value) && value >= 1 && value <= 23, { error: every })
    .meta({ type: "integer", minimum: 1, maximum: 23 })
    .default(1)
    .describe("Every how many hours or days the script runs."),
  time: text("must be a time such as 10:00", /^([01]\d|2[0-3]):[0-5]\d$/)
    .optional()
    .describe("At what time it runs, if daily: 10:00 unless given."),
  useUtc: trueOrFalse
    .optional()
    .describe("Whether that time is UTC, if daily. false, the device's own time, unless given."),
})
  .describe("When the script runs.")
  .superRefine(({ type, time, useUtc }, context) => {
    for (const [key, value] of Object.entries({ time, useUtc })) {
      if (type === "hourly" && value !== undefined) {
        superfluous(
          context,
          "has no effect while readiness.schedule.type is hourly: keep one of the two",
          key,
        );
      }
    }
  });

const settings = mapping(
  {
    displayName: text("must be the script's name in Intune")
      .default(readinessScriptName)
      .describe("The script's name in Intune."),
    groups: groups("The groups that get the script. Without any, it goes to whom the profile goes to."),
    excludedGroups: groups("The groups that do not get the script. Only with groups."),
    schedule: schedule.prefault({}),
    scriptFile: text("must be the path of a PowerShell script")
      .optional()
      .describe("The path of a signed copy of domain/can-reset.ps1, relative to the folder of Pulumi.yaml."),
    enforceSignatureCheck: trueOrFalse
      .default(false)
      .describe("Whether devices run the script only if they trust its publisher. Needs scriptFile."),
    roleScopeTagIds: list(scopeTagId, "scope tags")
      .min(1, { error: "must name a scope tag, or be left out" })
      .superRefine(noRepeats(itself))
      .optional()
      .describe(
        "The numbers of the script's scope tags. Left out, Intune chooses the tags, and they are not managed.",
      ),
  },
  "true, false, or ",
).superRefine(({ groups: included, excludedGroups, scriptFile, enforceSignatureCheck }, context) => {
  if (included.length === 0 && excludedGroups.length > 0) {
    superfluous(
      context,
      "has no effect without readiness.groups: the script goes to whom the profile goes to",
      "excludedGroups",
    );
  }
  const names = new Set(included.map((group) => group.toLowerCase()));
  excludedGroups.forEach((group, index) => {
    if (names.has(group.toLowerCase())) {
      superfluous(context, "is also under readiness.groups: keep one of the two", "excludedGroups", index);
    }
  });
  if (enforceSignatureCheck && scriptFile === undefined) {
    context.addIssue({
      code: "custom",
      path: ["scriptFile"],
      message:
        "must name a copy of domain/can-reset.ps1 that you have signed, since readiness.enforceSignatureCheck is true",
    });
  }
});

/** The setting `readiness`. */
export const readiness = z
  .preprocess((value) => (value === true ? {} : value === false ? undefined : value), settings.optional())
  .meta({
    description:
      "A remediation script by which devices report whether a user can reset the PIN without losing what it protects: true, or a mapping.",
    default: false,
    ...orElse(["boolean"]),
  });
