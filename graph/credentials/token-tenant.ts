import { z } from "zod";
import { json } from "../response.ts";

const claims = z.object({ tid: z.guid() });

/**
 * The tenant that an access token of Microsoft Entra is of, by its claim `tid`; undefined for a token of another form:
 * only the service that a token is for may count on what is in it.
 * Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function tenantOfToken(token: string): string | undefined {
  const [, payload = ""] = token.split(".");
  return claims.safeParse(json(Buffer.from(payload, "base64url").toString("utf8"))).data?.tid;
}
