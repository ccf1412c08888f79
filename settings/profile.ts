import { z } from "zod";
import { itself, list, mapping, noRepeats, text } from "./values.ts";

const scopeTagId = text("must be the number of a scope tag, not its name", /^\d+$/);

const hostName = text(
  "must be a host name alone: no https://, path, port, blank or semicolon",
  /^(?=.{4,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]*[a-z\d]$/i,
);

/** The setting `profile`. */
export const profile = mapping({
  kind: z
    .enum(["custom", "settingsCatalog"], { error: "must be custom or settingsCatalog" })
    .default("custom"),
  displayName: text("must be the profile's name in Intune").default("Windows Hello - PIN recovery"),
  description: text("must be a text", /^/).default(
    "Lets users replace a forgotten Windows Hello PIN through the Microsoft PIN reset service.",
  ),
  scope: z.enum(["device", "user"], { error: "must be device or user" }).default("device"),
  roleScopeTagIds: list(scopeTagId, "scope tags")
    .min(1, { error: "must name a scope tag, or be left out" })
    .superRefine(noRepeats(itself))
    .optional(),
  allowOtherProfiles: z.boolean({ error: "must be true or false" }).default(false),
  webSignInAllowedUrls: list(hostName, "host names").superRefine(noRepeats(itself)).default([]),
}).superRefine(({ kind, webSignInAllowedUrls }, context) => {
  // Left out silently, the hosts would be taken from devices that cannot reset a PIN without them.
  if (kind !== "custom" && webSignInAllowedUrls.length > 0) {
    context.addIssue({
      code: "custom",
      path: ["kind"],
      message:
        "must be custom while profile.webSignInAllowedUrls names hosts, which have no known ID in the settings catalog: docs/policies.md says how to keep them in a profile of your own",
    });
  }
});
