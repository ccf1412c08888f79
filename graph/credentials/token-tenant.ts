import { z } from "zod";
import { json } from "../response.ts";

const claims = z.object({ tid: z.guid() });

/**
 * The tenant that an access token of Microsoft Entra is for, from its claim `tid`.
 * Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 *
 * @returns Undefined for a token of another form: a client may not rely on what is in a token for another service.
 */
export function tenantOfToken(token: string): string | undefined {
  const [, payload = ""] = token.split(".");
  return claims.safeParse(json(Buffer.from(payload, "base64url").toString("utf8"))).data?.tid;
}
