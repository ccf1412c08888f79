import { z } from "zod";
import { readBody, withoutAnnotations } from "../graph/odata/body.ts";
import { directoryBadRequest, directoryNotFound } from "../graph/odata/errors.ts";
import { directoryObjectView, principalShape } from "./principal-form.ts";
import type { ServicePrincipal } from "./schemas.ts";
import type { DirectoryCall } from "./state.ts";

const type = "microsoft.graph.servicePrincipal";

const writable = [
  "accountEnabled",
  "alternativeNames",
  "appRoleAssignmentRequired",
  "appRoles",
  "customSecurityAttributes",
  "description",
  "displayName",
  "homepage",
  "isDisabled",
  "keyCredentials",
  "loginUrl",
  "logoutUrl",
  "notes",
  "notificationEmailAddresses",
  "preferredSingleSignOnMode",
  "preferredTokenSigningKeyThumbprint",
  "replyUrls",
  "samlSingleSignOnSettings",
  "servicePrincipalNames",
  "servicePrincipalType",
  "tags",
  "tokenEncryptionKeyId",
];

/** Reads the body of a PATCH of a principal: strictly, and only what may be written. */
export function readChanges(call: DirectoryCall): Partial<ServicePrincipal> {
  const shape = z.object(principalShape(call.version)).partial().shape;
  const changes = readBody(z.strictObject(shape), withoutAnnotations(call.body), type);
  return onlyWritable(changes);
}

/** Reads the body of a POST: the app id, the first owners, and what else may be written. */
export function readNewPrincipal(call: DirectoryCall): {
  appId: string;
  ownerIds: readonly string[];
  changes: Partial<ServicePrincipal>;
} {
  const shape = z.object(principalShape(call.version)).partial().shape;
  const schema = z.strictObject({
    ...shape,
    appId: z.guid(),
    "owners@odata.bind": z.array(z.string()).optional(),
  });
  const {
    appId,
    "owners@odata.bind": owners = [],
    ...changes
  } = readBody(schema, withoutAnnotations(call.body), type);
  return {
    appId,
    ownerIds: owners.map((reference) => referencedId(call, reference)),
    changes: onlyWritable(changes),
  };
}

/** The id at the end of a reference to a directory object. Throws Graph's 404 where there is no such object. */
export function referencedId(call: DirectoryCall, reference: string): string {
  const id = /([0-9a-f-]{36})\/?$/i.exec(reference)?.[1]?.toLowerCase();
  if (id === undefined) {
    throw directoryBadRequest(`Invalid entity reference '${reference}'.`);
  }
  if (directoryObjectView(call, id) === undefined) {
    throw directoryNotFound(id);
  }
  return id;
}

function onlyWritable(changes: object): Partial<ServicePrincipal> {
  for (const name of Object.keys(changes)) {
    if (!writable.includes(name)) {
      throw directoryBadRequest(`Property '${name}' is read-only and cannot be set.`);
    }
  }
  return changes;
}
