import { randomBytes, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { Reply } from "../../http/message.ts";
import type { Application, User } from "../schemas.ts";
import type { DirectoryCore } from "../state.ts";
import { accessTokenIssuer } from "./access-tokens.ts";
import { signingKey } from "./keys.ts";
import { accountWithId, consentedScopes } from "./people.ts";
import { registrationOf } from "./public-clients.ts";
import { resourceOfScope } from "./scopes.ts";
import type { Grant } from "./sign-in-sessions.ts";

/**
 * Entra's response to a person's sign-in: an access token with the scopes that were consented to, a refresh token, and an
 * ID token with the account.
 * Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#successful-response-2
 */
export async function personTokens(core: DirectoryCore, grant: Grant, nonce?: string): Promise<Reply> {
  const app = registrationOf(core, grant.clientId);
  const user = accountWithId(core, grant.userId);
  const scopes = consentedScopes(core, app, user, grant.scope);
  const resource = resourceOfScope(grant.scope);
  const lifetime = core.state.settings.tokenLifetimeSeconds;
  const refreshToken = `1.${randomBytes(48).toString("base64url")}`;
  core.signIns.refreshTokens.set(refreshToken, grant);
  return {
    status: 200,
    headers: { "cache-control": "no-store, no-cache", pragma: "no-cache" },
    body: {
      token_type: "Bearer",
      // With what was asked for, by which clients find the token again in their caches.
      scope: [...scopes, ".default"].map((scope) => `${resource}/${scope}`).join(" "),
      expires_in: lifetime,
      ext_expires_in: lifetime,
      access_token: await accessToken(core, { app, user, scopes, resource }),
      refresh_token: refreshToken,
      id_token: await idToken(core, app, user, nonce),
      client_info: Buffer.from(JSON.stringify({ uid: user.id, utid: core.state.tenantId })).toString(
        "base64url",
      ),
    },
  };
}

type Delegation = {
  readonly app: Application;
  readonly user: User;
  readonly scopes: readonly string[];
  readonly resource: string;
};

async function accessToken(
  core: DirectoryCore,
  { app, user, scopes, resource }: Delegation,
): Promise<string> {
  const uti = randomUUID();
  core.goodTokens.add(uti);
  return signed(core, {
    issuer: accessTokenIssuer(core),
    subject: user.id,
    audience: resource,
    claims: {
      appid: app.appId,
      app_displayname: app.displayName,
      appidacr: "0",
      idtyp: "user",
      name: user.displayName,
      oid: user.id,
      scp: scopes.join(" "),
      tid: core.state.tenantId,
      unique_name: user.userPrincipalName,
      upn: user.userPrincipalName,
      uti,
      ver: "1.0",
    },
  });
}

function idToken(
  core: DirectoryCore,
  app: Application,
  user: User,
  nonce: string | undefined,
): Promise<string> {
  return signed(core, {
    issuer: `${core.origin}/${core.state.tenantId}/v2.0`,
    subject: user.id,
    audience: app.appId,
    claims: {
      name: user.displayName,
      oid: user.id,
      preferred_username: user.userPrincipalName,
      tid: core.state.tenantId,
      ver: "2.0",
      ...(nonce === undefined ? {} : { nonce }),
    },
  });
}

type Signed = {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly claims: Record<string, unknown>;
};

async function signed(core: DirectoryCore, { issuer, subject, audience, claims }: Signed): Promise<string> {
  const key = await signingKey("entra");
  const seconds = Math.floor(core.now() / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: key.kid })
    .setIssuer(issuer)
    .setSubject(subject)
    .setAudience(audience)
    .setIssuedAt(seconds)
    .setNotBefore(seconds)
    .setExpirationTime(seconds + core.state.settings.tokenLifetimeSeconds)
    .sign(key.privateKey);
}
