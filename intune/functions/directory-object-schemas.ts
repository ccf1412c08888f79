import { z } from "zod";
import type { DirectoryObjects, DirectoryObjectsArgs } from "../directory-objects.ts";

const list = <Item extends z.ZodType>(item: Item, description: string) =>
  z.array(item).optional().describe(description);

const servicePrincipalQuestion = z
  .strictObject({
    appId: z.guid().describe("The application (client) id."),
    appRoles: z.boolean().optional().describe("Whether its app roles are wanted too; false by default."),
  })
  .meta({ id: "ServicePrincipalQuestion", description: "A service principal that is asked for." });

const grantQuestion = z
  .strictObject({
    clientAppId: z.guid().describe("The application (client) id of who was given the permissions."),
    resourceAppId: z.guid().describe("The application (client) id of what the permissions are on."),
  })
  .meta({ id: "DelegatedPermissionGrantQuestion", description: "A grant that is asked for." });

export const directoryInputs = z.strictObject({
  groups: list(z.string().min(1), "Groups: a GUID is an object id, anything else a display name."),
  servicePrincipals: list(servicePrincipalQuestion, "Service principals by their applications."),
  delegatedPermissionGrants: list(
    grantQuestion,
    "Grants of an application's delegated permissions on another one, for all users.",
  ),
  groupMemberTypes: list(z.guid(), "Object ids of the groups whose types of members are wanted."),
}) satisfies z.ZodType<DirectoryObjectsArgs>;

const explanation = z
  .strictObject({
    code: z.string().describe("What kind of failure it is, for programs."),
    message: z.string().describe("What is wrong, in Graph's or Entra's own words."),
    hint: z.string().optional().describe("What to do."),
  })
  .meta({ id: "LookUpError", description: "Why something was not found." });

/** What every result has. */
const result = {
  status: z
    .enum(["found", "missing", "ambiguous", "forbidden", "failed"])
    .meta({ id: "LookUpStatus", description: "What a look-up came to." })
    .describe("Whether it was found, and else why not."),
  error: explanation.optional().describe("Why it was not found."),
};

const group = z
  .strictObject({
    ...result,
    ids: z
      .array(z.string())
      .optional()
      .describe("The group's object id, or those of all groups of the display name."),
    displayName: z.string().optional().describe("The group's display name as the directory has it."),
    membershipRule: z.string().optional().describe("The rule of a dynamic group."),
  })
  .meta({ id: "FoundGroup", description: "What was found of a group." });

const servicePrincipal = z
  .strictObject({
    ...result,
    id: z.string().optional().describe("The service principal's object id."),
    appRoleIds: z
      .record(z.string(), z.string())
      .optional()
      .describe("The ids of its app roles by their values, where they were asked for."),
  })
  .meta({ id: "FoundServicePrincipal", description: "What was found of a service principal." });

const grant = z
  .strictObject({
    ...result,
    id: z.string().optional().describe("The grant's id."),
    clientObjectId: z.string().optional().describe("Object id of the client's service principal."),
    resourceObjectId: z.string().optional().describe("Object id of the resource's service principal."),
    scopes: z.array(z.string()).optional().describe("The delegated permissions that it grants."),
  })
  .meta({ id: "FoundDelegatedPermissionGrant", description: "What was found of a grant." });

const memberTypes = z
  .strictObject({
    ...result,
    types: z
      .array(z.string())
      .optional()
      .describe("The types of the first 999 members, those of groups in it too, as in `user` and `device`."),
  })
  .meta({ id: "FoundMemberTypes", description: "What was found of a group's members." });

export const directoryOutputs = z.strictObject({
  tenantId: z
    .string()
    .optional()
    .describe(
      "The tenant that the provider is signed in to, in lower case; none where its token does not say.",
    ),
  signInError: explanation
    .optional()
    .describe("Why the provider could not sign in; nothing was read then, and the lists are empty."),
  groups: z.array(group).describe("A result for each of the groups, in their order."),
  servicePrincipals: z.array(servicePrincipal).describe("A result for each of the service principals."),
  delegatedPermissionGrants: z.array(grant).describe("A result for each of the grants."),
  groupMemberTypes: z.array(memberTypes).describe("A result for each of the groups."),
}) satisfies z.ZodType<DirectoryObjects>;
