import { z } from "zod";
import { json } from "../../graph/response.ts";

// A user's token has a name in it (its claim depends on the token's version), an application's has its id.
const claims = z.object({
  upn: z.string().optional(),
  unique_name: z.string().optional(),
  preferred_username: z.string().optional(),
  appid: z.string().optional(),
  azp: z.string().optional(),
});

/**
 * Who an access token speaks for: a user's sign-in name, else an application's id; undefined where it does not say.
 * Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function identityIn(token: string): string | undefined {
  const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
  const { data = {} } = claims.safeParse(json(payload));
  return data.upn ?? data.unique_name ?? data.preferred_username ?? data.appid ?? data.azp;
}
