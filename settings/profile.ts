import { z } from "zod";
import { itself, list, mapping, noRepeats, scopeTagId, text } from "./values.ts";

const hostName = text(
  "must be a host name alone: no https://, path, port, blank or semicolon",
  /^(?=.{4,253}$)(?:[A-Za-z\d](?:[A-Za-z\d-]{0,61}[A-Za-z\d])?\.)+[A-Za-z][A-Za-z\d-]*[A-Za-z\d]$/,
).describe("A host name, without scheme, path or port.");

/** The setting `profile`. */
export const profile = mapping({
  kind: z
    .enum(["custom", "settingsCatalog"], { error: "must be custom or settingsCatalog" })
    .default("custom")
    .describe(
      "Which kind of policy sets EnablePinRecovery: a custom profile by its OMA-URI, or a settings catalog policy.",
    ),
  displayName: text("must be the profile's name in Intune")
    .default("Windows Hello - PIN recovery")
    .describe("The profile's name in Intune."),
  description: text("must be a text", /^/)
    .default("Lets users replace a forgotten Windows Hello PIN through the Microsoft PIN reset service.")
    .describe("The profile's description in Intune."),
  scope: z
    .enum(["device", "user"], { error: "must be device or user" })
    .default("device")
    .describe(
      "device is for everyone who signs in to the device, user for the user that the profile is assigned to.",
    ),
  roleScopeTagIds: list(scopeTagId, "scope tags")
    .min(1, { error: "must name a scope tag, or be left out" })
    .superRefine(noRepeats(itself))
    .optional()
    .describe(
      "The numbers of the profile's scope tags. Left out, Intune chooses the tags, and they are not managed.",
    ),
  allowOtherProfiles: z
    .boolean({ error: "must be true or false" })
    .default(false)
    .describe(
      "Whether the profile may be created although another policy sets EnablePinRecovery. By default that is an error.",
    ),
  webSignInAllowedUrls: list(hostName, "host names")
    .superRefine(noRepeats(itself))
    .default([])
    .describe(
      "Host names that web sign-in may reach during a reset, for federated tenants and Azure Government. Only with kind: custom.",
    ),
})
  .describe("The Intune profile that turns PIN recovery on.")
  .superRefine(({ kind, webSignInAllowedUrls }, context) => {
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
