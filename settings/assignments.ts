import { z } from "zod";
import { digits, groupName, guid, itself, list, mapping, noRepeats, superfluous, text } from "./values.ts";

const filter = mapping({
  id: guid("the ID of an assignment filter"),
  mode: z.enum(["include", "exclude"], { error: "must be include or exclude" }),
}).optional();

const group = z.preprocess(
  (value) => {
    const name = digits(value);
    return typeof name === "string" ? { group: name } : value;
  },
  mapping({ group: text(groupName), filter }, "a group's display name or object ID, or "),
);

const everyone = z.preprocess(
  (value) => (value === true ? {} : value === false ? undefined : value),
  z.strictObject({ filter }, { error: "must be true, false, or a mapping with the key filter" }).optional(),
);

/** The setting `assignments`. */
export const assignments = mapping({
  groups: list(group, "groups")
    .superRefine(noRepeats((entry) => entry.group))
    .default([]),
  excludedGroups: list(text(`${groupName}: an exclusion takes no filter`), "groups")
    .superRefine(noRepeats(itself))
    .default([]),
  allDevices: everyone,
  allUsers: everyone,
}).superRefine(({ groups, excludedGroups, allDevices, allUsers }, context) => {
  if (groups.length === 0 && !allDevices && !allUsers) {
    context.addIssue({
      code: "custom",
      message: "assigns the profile to no one, and an unassigned profile does nothing",
    });
  }
  if (groups.length > 0 && allDevices && !allDevices.filter) {
    superfluous(
      context,
      "already covers the devices of every group under assignments.groups: keep one of the two",
      "allDevices",
    );
  }
  const included = new Set(groups.map((entry) => entry.group.toLowerCase()));
  excludedGroups.forEach((excluded, index) => {
    if (included.has(excluded.toLowerCase())) {
      superfluous(context, "is also under assignments.groups: keep one of the two", "excludedGroups", index);
    }
  });
});
