import { guid, itself, list, mapping, noRepeats, text } from "./values.ts";

const scopes = list(
  text("must be the name of one delegated permission, without blanks", /^[\w.-]+$/).describe(
    "The name of one delegated permission.",
  ),
  "delegated permissions",
).superRefine(noRepeats(itself));

/** The setting `consent`. */
export const consent = mapping({
  clientScopes: scopes
    .default(["user_impersonation"])
    .describe(
      "The permissions of Microsoft Pin Reset Client Production on Microsoft Pin Reset Service Production. [] grants none.",
    ),
  serviceScopes: scopes
    .default(["User.Read"])
    .describe("The permissions of the service on the directory. [] grants none."),
  directoryAppId: guid("the application ID of the directory")
    .default("00000002-0000-0000-c000-000000000000")
    .describe(
      "The application ID of that directory: Windows Azure Active Directory by default, which the service's consent link names.",
    ),
}).describe("The delegated permissions that an administrator's consent grants for all users.");
