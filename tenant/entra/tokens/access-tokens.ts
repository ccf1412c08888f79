import { randomUUID } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import { armResource } from "../../azure/address.ts";
import { vaultResource } from "../../azure/key-vault/address.ts";
import type { Caller } from "../../graph/call.ts";
import { unauthorized } from "../../graph/odata/errors.ts";
import type { ServicePrincipal } from "../schemas.ts";
import type { DirectoryCore } from "../state.ts";
import { signingKey } from "./keys.ts";

/** The app id of Microsoft Graph in every tenant. */
export const microsoftGraphAppId = "00000003-0000-0000-c000-000000000000";

/** The app id of Azure Key Vault in every tenant. */
export const keyVaultAppId = "cfa8b339-82a2-471a-a3c9-0fc0be7a4093";

/** What tokens of this tenant are good for. */
type Service = "graph" | "keyVault" | "resourceManager";

/** Makes an access token for a principal: signed, and for Microsoft Graph with the roles the principal has there now. */
export async function issueAccessToken(
  core: DirectoryCore,
  principal: ServicePrincipal,
  audience: string,
): Promise<string> {
  const key = await signingKey("entra");
  const seconds = Math.floor(core.now() / 1000);
  const uti = randomUUID();
  core.goodTokens.add(uti);
  return new SignJWT({
    appid: principal.appId,
    app_displayname: principal.displayName,
    idtyp: "app",
    idp: accessTokenIssuer(core),
    oid: principal.id,
    ...(serviceOf(core, audience) === "graph" ? { roles: rolesOf(core, principal.id) } : {}),
    tid: core.state.tenantId,
    uti,
    ver: "1.0",
  })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: key.kid })
    .setIssuer(accessTokenIssuer(core))
    .setSubject(principal.id)
    .setAudience(audience)
    .setIssuedAt(seconds)
    .setNotBefore(seconds)
    .setExpirationTime(seconds + core.state.settings.tokenLifetimeSeconds)
    .sign(key.privateKey);
}

/** Who an `Authorization` header speaks for. Throws Graph's 401 for anything but a valid token of this tenant for that service. */
export async function callerOf(
  core: DirectoryCore,
  authorization: string | undefined,
  service: Service = "graph",
): Promise<Caller> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) {
    throw unauthorized("Access token is empty.");
  }
  const claims = await claimsOf(core, token, service);
  if (typeof claims.uti !== "string" || !core.goodTokens.has(claims.uti)) {
    throw unauthorized("Access token has been revoked.");
  }
  return {
    appId: String(claims.appid),
    objectId: String(claims.oid),
    roles: new Set(permissionsIn(claims)),
    ...(typeof claims.upn === "string" ? { person: { userPrincipalName: claims.upn } } : {}),
  };
}

/** Application permissions of an app, delegated ones of a person. */
function permissionsIn({ roles, scp }: Record<string, unknown>): string[] {
  return typeof scp === "string" ? scp.split(" ") : Array.isArray(roles) ? roles.map(String) : [];
}

/** The service that accepts tokens of an audience; undefined where there is none. */
export function serviceOf(core: DirectoryCore, audience: string): Service | undefined {
  const resource = audience.replace(/\/+$/, "");
  if (resource === vaultResource(core.origin)) {
    return "keyVault";
  }
  if (resource === armResource(core.origin)) {
    return "resourceManager";
  }
  const graph = [core.origin, microsoftGraphAppId, "https://graph.microsoft.com"];
  return graph.includes(resource) ? "graph" : undefined;
}

/** The names of the application permissions a principal has on Microsoft Graph. */
function rolesOf(core: DirectoryCore, principalId: string): string[] {
  const graph = core.state.servicePrincipals.find((principal) => principal.appId === microsoftGraphAppId);
  const assigned = core.state.appRoleAssignments
    .where((assignment) => assignment.principalId === principalId && assignment.resourceId === graph?.id)
    .map((assignment) => assignment.appRoleId);
  const names = graph?.appRoles.filter((role) => assigned.includes(role.id)).map((role) => role.value ?? "");
  return names ?? [];
}

/** The issuer of the tenant's access tokens. */
export function accessTokenIssuer(core: DirectoryCore): string {
  return `${core.origin}/${core.state.tenantId}/`;
}

async function claimsOf(
  core: DirectoryCore,
  token: string,
  service: Service,
): Promise<Record<string, unknown>> {
  const key = await signingKey("entra");
  try {
    const { payload } = await jwtVerify(token, key.publicKey, {
      issuer: accessTokenIssuer(core),
      currentDate: new Date(core.now()),
    });
    if (typeof payload.aud !== "string" || serviceOf(core, payload.aud) !== service) {
      throw unauthorized("Access token validation failure. Invalid audience.");
    }
    return payload;
  } catch (error) {
    throw refusalOf(error);
  }
}

function refusalOf(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) {
    return unauthorized("Lifetime validation failed, the token is expired.");
  }
  return error instanceof errors.JOSEError
    ? unauthorized("Access token validation failure. Invalid token.")
    : error;
}
