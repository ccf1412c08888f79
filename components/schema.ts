import { z } from "zod";

/**
 * What PinReset takes and gives in programs of every language: the form of it, of which the provider's schema is made. What its
 * arguments may be is checked where those of TypeScript are, by the settings' own schema.
 */
const text = (description: string) => z.string().describe(description).optional();

const list = (description: string) => z.array(z.string()).describe(description).optional();

const filterMode = z
  .enum(["include", "exclude"])
  .meta({ id: "PinResetFilterMode", description: "How an assignment filter applies." });

const filter = z
  .strictObject({
    id: z.string().describe("The filter's ID: a GUID without braces."),
    mode: filterMode.describe("Whether the devices that it fits are the only ones, or left out."),
  })
  .describe("An assignment filter.")
  .meta({ id: "PinResetFilter" });

const group = z
  .strictObject({
    group: z.string().describe("The group's display name or object ID."),
    filter: filter.optional(),
  })
  .describe("A group, with the devices that a filter fits.")
  .meta({ id: "PinResetGroup" });

const everyone = z
  .strictObject({ filter: filter.optional() })
  .describe("Everyone, with the devices that a filter fits.")
  .meta({ id: "PinResetEveryone" });

const consent = z
  .strictObject({
    clientScopes: list(
      "Delegated permissions of the client on the service: user_impersonation by default; none: no grant.",
    ),
    serviceScopes: list(
      "Delegated permissions of the service on the directory: User.Read by default; none: no grant.",
    ),
    directoryAppId: text(
      "The application ID of the directory that serviceScopes are on; Azure AD Graph by default.",
    ),
  })
  .describe("The delegated permissions between both applications of the PIN reset service and the directory.")
  .meta({ id: "PinResetConsentSettings" });

// Its defaults are in words alone: for those of a nested type, the SDK for Go makes an output of the whole profile, so that in a
// preview one unknown argument would make all unknown.
const profile = z
  .strictObject({
    kind: z
      .enum(["custom", "settingsCatalog"])
      .meta({ id: "PinResetPolicyKind", description: "The kinds of policy that can turn PIN recovery on." })
      .describe(
        "By which kind of policy EnablePinRecovery is set; custom by default. It must be known in a preview.",
      )
      .optional(),
    displayName: text("The policy's name in Intune; Windows Hello - PIN recovery by default."),
    description: text("The policy's description in Intune."),
    scope: z
      .enum(["device", "user"])
      .meta({ id: "PinResetScope", description: "Whom the setting is for." })
      .describe("Whom the setting is for; device by default.")
      .optional(),
    roleScopeTagIds: list("Numbers of scope tags; those that the policy has are left alone without it."),
    webSignInAllowedUrls: list("Hosts that web sign-in may reach during a PIN reset, without https://."),
    allowOtherProfiles: z
      .boolean()
      .describe("Whether other policies may set EnablePinRecovery too; false by default.")
      .optional(),
  })
  .describe("The Intune policy that turns PIN recovery on.")
  .meta({ id: "PinResetProfile" });

const assignments = z
  .strictObject({
    groups: z
      .array(z.union([z.string(), group]))
      .describe("Groups by display name or object ID.")
      .optional(),
    excludedGroups: list("Groups that are left out, by display name or object ID."),
    allDevices: z.union([z.boolean(), everyone]).describe("Whether it is for all devices.").optional(),
    allUsers: z.union([z.boolean(), everyone]).describe("Whether it is for all users.").optional(),
  })
  .describe("Whom the policy is for: at least one group, all devices or all users.")
  .meta({ id: "PinResetAssignments" });

/** The arguments of PinReset, with every output resolved. */
export const pinResetInputs = z.strictObject({
  tenantId: text(
    "The tenant that the providers must be signed in to, as a GUID without braces; any by default.",
  ),
  consent: consent.optional(),
  profile: profile.optional(),
  assignments,
});

const ids = z
  .strictObject({
    service: z.string().describe("That of Microsoft Pin Reset Service Production."),
    client: z.string().describe("That of Microsoft Pin Reset Client Production."),
  })
  .describe("Object IDs of both service principals.")
  .meta({ id: "PinResetServicePrincipalIds" });

const links = z
  .strictObject({
    service: z.string().describe("The service's enterprise application."),
    client: z.string().describe("The client's enterprise application."),
    profiles: z.string().describe("The list of configuration profiles."),
  })
  .describe("Pages of the admin centers.")
  .meta({ id: "PinResetLinks" });

const target = z
  .strictObject({
    type: z
      .enum(["group", "exclusionGroup", "allDevices", "allUsers"])
      .meta({ id: "PinResetTargetType", description: "What a target is." })
      .describe("What kind of target it is."),
    groupId: text("The group's object ID."),
    groupName: text("The group's display name."),
    filterId: text("The assignment filter's ID."),
    filterMode: filterMode.describe("How the filter applies.").optional(),
  })
  .describe("A target of the policy.")
  .meta({ id: "PinResetTarget" });

/** What PinReset gives. */
export const pinResetOutputs = z.strictObject({
  omaUri: z.string().describe("The OMA-URI of EnablePinRecovery for the tenant."),
  profileId: z.string().describe("The policy's ID in Intune."),
  servicePrincipalIds: ids,
  assignedTo: z.array(target).describe("Every target of the policy."),
  links,
});
