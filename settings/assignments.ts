import { z } from "zod";
import {
  digits,
  groupName,
  guid,
  itself,
  list,
  mapping,
  noRepeats,
  orElse,
  superfluous,
  text,
} from "./values.ts";

const filter = mapping({
  id: guid("the ID of an assignment filter").describe("The ID of an assignment filter."),
  mode: z
    .enum(["include", "exclude"], { error: "must be include or exclude" })
    .describe("Whether only the devices that the filter matches get the profile, or all but those."),
})
  .describe("An assignment filter, which narrows the target to some of its devices.")
  .optional();

const group = z
  .preprocess(
    (value) => {
      const name = digits(value);
      return typeof name === "string" ? { group: name } : value;
    },
    mapping(
      { group: text(groupName).describe("The group's display name or object ID."), filter },
      "a group's display name or object ID, or ",
    ),
  )
  .meta({
    description:
      "A group's display name or object ID, or a group with a filter. An object ID survives a rename.",
    ...orElse(["string", "integer"], /\S/),
  });

const everyone = (description: string) =>
  z
    .preprocess(
      (value) => (value === true ? {} : value === false ? undefined : value),
      z
        .strictObject({ filter }, { error: "must be true, false, or a mapping with the key filter" })
        .optional(),
    )
    .meta({ description, default: false, ...orElse(["boolean"]) });

const excluded = `${groupName}: an exclusion takes no filter`;

/** The setting `assignments`. */
export const assignments = mapping({
  groups: list(group, "groups")
    .superRefine(noRepeats((entry) => entry.group))
    .default([])
    .describe("The groups that get the profile. Prefer groups of devices."),
  excludedGroups: list(text(excluded).describe("A group's display name or object ID."), "groups")
    .superRefine(noRepeats(itself))
    .default([])
    .describe("The groups that do not get the profile although a target above includes them."),
  allDevices: everyone(
    "All devices: true, or a mapping with a filter. Instead of groups, unless it has a filter.",
  ),
  allUsers: everyone("All users: true, or a mapping with a filter."),
})
  .meta({
    description:
      "Whom the profile is for. At least one of groups, allDevices and allUsers is needed: an unassigned profile does nothing.",
    anyOf: Object.entries({ groups: [], allDevices: false, allUsers: false }).map(([key, none]) => ({
      required: [key],
      properties: { [key]: { not: { const: none } } },
    })),
  })
  .superRefine(({ groups, excludedGroups, allDevices, allUsers }, context) => {
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
        superfluous(
          context,
          "is also under assignments.groups: keep one of the two",
          "excludedGroups",
          index,
        );
      }
    });
  });
