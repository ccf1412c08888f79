import { z } from "zod";
import { json } from "../../graph/response.ts";

/** The claims of an access token that say who it speaks for and what it permits; which there are depends on its version. */
const claimsSchema = z.looseObject({
  oid: z.string().optional(),
  tid: z.string().optional(),
  upn: z.string().optional(),
  unique_name: z.string().optional(),
  preferred_username: z.string().optional(),
  appid: z.string().optional(),
  azp: z.string().optional(),
  app_displayname: z.string().optional(),
  scp: z.string().optional(),
  roles: z.array(z.string()).optional(),
});

/** Who a token speaks for, and what it permits. What it does not say is undefined. */
export type TokenClaims = {
  /** A person's sign-in name; undefined for an application that speaks for itself. */
  readonly person: string | undefined;
  /** The object id of the person or of the application's principal. */
  readonly objectId: string | undefined;
  readonly tenantId: string | undefined;
  readonly clientId: string | undefined;
  readonly application: string | undefined;
  readonly of: "application" | "delegated";
  readonly permissions: readonly string[];
};

/**
 * Reads an access token. Microsoft does not promise that it can be read: then nothing is said.
 * Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function readClaims(token: string): TokenClaims {
  const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
  const claims = claimsSchema.safeParse(json(payload)).data ?? {};
  const { scp, roles = [], upn, unique_name, preferred_username, appid, azp } = claims;
  const permissions = scp === undefined ? roles : scp.split(" ").filter(Boolean);
  return {
    person: scp === undefined ? undefined : (upn ?? unique_name ?? preferred_username),
    objectId: claims.oid,
    tenantId: claims.tid,
    clientId: appid ?? azp,
    application: claims.app_displayname,
    of: scp === undefined ? "application" : "delegated",
    permissions: permissions.toSorted(),
  };
}
