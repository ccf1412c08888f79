import { createHash } from "node:crypto";
import { z } from "zod";
import type { Reply } from "../../http/message.ts";
import type { DirectoryCore } from "../state.ts";
import { redeemDeviceCode } from "./device-code.ts";
import { EntraFault, parameterMissing } from "./errors.ts";
import { personTokens } from "./person-tokens.ts";
import { needPublicRedirect, registrationOf } from "./public-clients.ts";
import type { AuthorizationCode } from "./sign-in-sessions.ts";

const form = z.object({
  client_id: z.string(),
  scope: z.string().optional(),
  code: z.string().optional(),
  redirect_uri: z.string().optional(),
  code_verifier: z.string().optional(),
  refresh_token: z.string().optional(),
  device_code: z.string().optional(),
});

/** What a public client sends to redeem a person's sign-in. */
type Redemption = z.output<typeof form>;

type GrantType = (core: DirectoryCore, request: Redemption) => Promise<Reply>;

/** The grants by which an application gets tokens of a person, by `grant_type`. */
const grants: ReadonlyMap<string, GrantType> = new Map<string, GrantType>([
  ["authorization_code", redeemCode],
  ["refresh_token", refresh],
  ["urn:ietf:params:oauth:grant-type:device_code", deviceCode],
  // Microsoft's own libraries ask so.
  ["device_code", deviceCode],
]);

function deviceCode(core: DirectoryCore, { client_id, device_code }: Redemption): Promise<Reply> {
  return redeemDeviceCode(core, client_id, needed("device_code", device_code));
}

/** Redeems a person's sign-in; undefined where the grant is none of a person's. */
export function redeemed(core: DirectoryCore, grantType: string, body: string): Promise<Reply> | undefined {
  const grant = grants.get(grantType);
  return grant?.(core, form.parse(Object.fromEntries(new URLSearchParams(body))));
}

async function redeemCode(core: DirectoryCore, request: Redemption): Promise<Reply> {
  const app = registrationOf(core, request.client_id);
  const kept = core.signIns.authorizationCodes.get(needed("code", request.code));
  if (kept === undefined || kept.clientId !== app.appId) {
    throw new EntraFault(400, "invalid_grant", 9002313, "Invalid request. Request is malformed or invalid.");
  }
  if (kept.isRedeemed) {
    throw new EntraFault(
      400,
      "invalid_grant",
      54005,
      "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
    );
  }
  if (kept.expiresAt < core.now()) {
    throw new EntraFault(
      400,
      "invalid_grant",
      70008,
      "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
    );
  }
  if (request.redirect_uri !== kept.redirectUri) {
    throw new EntraFault(
      400,
      "invalid_request",
      500112,
      `The reply address '${request.redirect_uri ?? ""}' does not match the reply address '${kept.redirectUri}' provided when requesting Authorization code.`,
    );
  }
  needPublicRedirect(app, kept.redirectUri);
  proveKey(kept, request.code_verifier);
  kept.isRedeemed = true;
  return personTokens(core, { ...kept, scope: request.scope ?? kept.scope }, kept.nonce);
}

/** Proof key for code exchange. Source: https://www.rfc-editor.org/rfc/rfc7636#section-4.6 */
function proveKey({ challenge }: AuthorizationCode, verifier: string | undefined): void {
  if (challenge === undefined) {
    return;
  }
  const answer =
    challenge.method === "S256"
      ? createHash("sha256").update(needed("code_verifier", verifier)).digest("base64url")
      : needed("code_verifier", verifier);
  if (answer !== challenge.value) {
    throw new EntraFault(
      400,
      "invalid_grant",
      501481,
      "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
    );
  }
}

async function refresh(core: DirectoryCore, request: Redemption): Promise<Reply> {
  const app = registrationOf(core, request.client_id);
  const kept = core.signIns.refreshTokens.get(needed("refresh_token", request.refresh_token));
  if (kept === undefined || kept.clientId !== app.appId) {
    throw new EntraFault(
      400,
      "invalid_grant",
      50173,
      "The provided grant has expired due to it being revoked, a fresh auth token is needed.",
    );
  }
  return personTokens(core, { ...kept, scope: request.scope ?? kept.scope });
}

function needed(name: string, value: string | undefined): string {
  if (value === undefined || value === "") {
    throw parameterMissing(name);
  }
  return value;
}
