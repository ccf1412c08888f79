import { guid, itself, list, mapping, noRepeats, text } from "./values.ts";

const scopes = list(
  text("must be the name of one delegated permission, without blanks", /^[\w.-]+$/),
  "delegated permissions",
).superRefine(noRepeats(itself));

/** The setting `consent`. */
export const consent = mapping({
  clientScopes: scopes.default(["user_impersonation"]),
  serviceScopes: scopes.default(["User.Read"]),
  directoryAppId: guid("the application ID of the directory").default("00000002-0000-0000-c000-000000000000"),
});
