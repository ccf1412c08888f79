import { z } from "zod";
import { readinessScriptName } from "../domain/can-reset.ts";
import { groupName, itself, list, mapping, noRepeats, superfluous, text } from "./values.ts";

const trueOrFalse = z.boolean({ error: "must be true or false" });

const groups = list(text(groupName), "groups").superRefine(noRepeats(itself)).default([]);

const every = "must be a whole number from 1 to 23";

const schedule = mapping({
  type: z.enum(["hourly", "daily"], { error: "must be hourly or daily" }).default("daily"),
  interval: z
    .number({ error: every })
    .refine((value) => Number.isInteger(value) && value >= 1 && value <= 23, { error: every })
    .default(1),
  time: text("must be a time such as 10:00", /^([01]\d|2[0-3]):[0-5]\d$/).optional(),
  useUtc: trueOrFalse.optional(),
}).superRefine(({ type, time, useUtc }, context) => {
  for (const [key, value] of Object.entries({ time, useUtc })) {
    if (type === "hourly" && value !== undefined) {
      superfluous(context, "has no effect while readiness.schedule.type is hourly: keep one of the two", key);
    }
  }
});

const settings = mapping(
  {
    displayName: text("must be the script's name in Intune").default(readinessScriptName),
    groups,
    excludedGroups: groups,
    schedule: schedule.prefault({}),
    scriptFile: text("must be the path of a PowerShell script").optional(),
    enforceSignatureCheck: trueOrFalse.default(false),
    roleScopeTagIds: list(text("must be the number of a scope tag, not its name", /^\d+$/), "scope tags")
      .min(1, { error: "must name a scope tag, or be left out" })
      .superRefine(noRepeats(itself))
      .optional(),
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
export const readiness = z.preprocess(
  (value) => (value === true ? {} : value === false ? undefined : value),
  settings.optional(),
);
