import { z } from "zod";
import { json } from "../../../graph/response.ts";
import type { Facts, Permissions } from "../facts.ts";
import { known } from "../finding.ts";

/** The claims of an access token that are looked at. */
const claimsSchema = z.looseObject({
  tid: z.guid(),
  roles: z.array(z.string()).optional(),
  scp: z.string().optional(),
});

/**
 * What an access token of Graph permits, and for which tenant. Microsoft does not promise that it can be read: then
 * the permissions are unknown, and the tenant is the one that the settings name by its id.
 * Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function readToken(
  token: string,
  settingsTenant: string | undefined,
): Pick<Facts, "permissions" | "tenantId"> {
  const [, payload = ""] = token.split(".");
  const claims = claimsSchema.safeParse(json(Buffer.from(payload, "base64url").toString("utf8"))).data;
  if (claims) {
    return { permissions: known(permissionsIn(claims)), tenantId: known(claims.tid.toLowerCase()) };
  }
  return { permissions: unreadable, tenantId: tenantOf(settingsTenant) };
}

function permissionsIn({ roles = [], scp }: z.output<typeof claimsSchema>): Permissions {
  return scp === undefined
    ? { of: "application", names: new Set(roles) }
    : { of: "delegated", names: new Set(scp.split(" ")) };
}

const unreadable = {
  known: false,
  code: "unreadableToken",
  message: "The token cannot be read, so what it permits is not known.",
  hint: "Compare the permissions of the app registration with docs/permissions.md.",
} as const;

function tenantOf(settingsTenant: string | undefined): Facts["tenantId"] {
  const given = z.guid().safeParse(settingsTenant);
  if (given.success) {
    return known(given.data.toLowerCase());
  }
  return {
    known: false,
    code: "unreadableToken",
    message: "The token cannot be read, so the tenant's id is not known.",
    hint: "Put the tenant's id into ARM_TENANT_ID.",
  };
}
