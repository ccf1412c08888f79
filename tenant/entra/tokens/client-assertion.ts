import { createHash, X509Certificate } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from "jose";
import type { AppCredentials, DirectoryCore } from "../state.ts";
import { EntraFault } from "./errors.ts";
import { verifyFederatedAssertion } from "./federation.ts";

/**
 * Checks a `client_assertion`: one that the app signed with a registered certificate, or a token of an issuer that
 * the app trusts. Throws Entra's refusal where it proves nothing.
 * Source: https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
export async function verifyClientAssertion(
  core: DirectoryCore,
  app: AppCredentials,
  assertion: string,
  tenant: string,
): Promise<void> {
  const issuer = issuerOf(assertion);
  if (issuer === app.id) {
    await verifyCertificateAssertion(core, app, assertion, tenant);
    return;
  }
  await verifyFederatedAssertion(core, app, assertion);
}

function issuerOf(assertion: string): string {
  try {
    return decodeJwt(assertion).iss ?? "";
  } catch {
    throw new EntraFault(401, "invalid_client", 50027, "JWT token is invalid or malformed.");
  }
}

async function verifyCertificateAssertion(
  core: DirectoryCore,
  app: AppCredentials,
  assertion: string,
  tenant: string,
): Promise<void> {
  const certificate = certificateOf(app, assertion);
  const audiences = [
    `${core.origin}/${tenant}/oauth2/v2.0/token`,
    `${core.origin}/${tenant}/oauth2/token`,
    `${core.origin}/${tenant}/v2.0`,
  ];
  try {
    await jwtVerify(assertion, certificate.publicKey, {
      audience: audiences,
      issuer: app.id,
      subject: app.id,
      algorithms: ["RS256", "PS256", "ES256"],
      requiredClaims: ["exp", "jti"],
      currentDate: new Date(core.now()),
      clockTolerance: 300,
    });
  } catch (error) {
    throw refusalOf(error, app);
  }
}

function certificateOf(app: AppCredentials, assertion: string): X509Certificate {
  const header = decodeProtectedHeader(assertion);
  const named = [header["x5t#S256"], header.x5t, header.kid]
    .filter((name) => typeof name === "string")
    .map(withoutPadding);
  const certificate = app.certificates
    .map((pem) => new X509Certificate(pem))
    .find((candidate) => thumbprints(candidate).some((thumbprint) => named.includes(thumbprint)));
  if (certificate === undefined) {
    throw new EntraFault(
      401,
      "invalid_client",
      700027,
      `The certificate with identifier used to sign the client assertion is not registered on application. Client app ID: ${app.id}.`,
    );
  }
  return certificate;
}

function thumbprints(certificate: X509Certificate): string[] {
  return ["sha1", "sha256"].flatMap((algorithm) => [
    createHash(algorithm).update(certificate.raw).digest("base64url"),
    createHash(algorithm).update(certificate.raw).digest("hex").toUpperCase(),
  ]);
}

function withoutPadding(name: string): string {
  return name.replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_");
}

function refusalOf(error: unknown, app: AppCredentials): unknown {
  if (error instanceof errors.JWTExpired) {
    return new EntraFault(
      401,
      "invalid_client",
      700024,
      "Client assertion is not within its valid time range.",
    );
  }
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === "aud") {
    return new EntraFault(
      401,
      "invalid_client",
      700023,
      "Client assertion audience claim does not match Realm issuer.",
    );
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return new EntraFault(
      401,
      "invalid_client",
      700021,
      `Client assertion claim '${error.claim}' does not fit client '${app.id}'.`,
    );
  }
  if (error instanceof errors.JOSEError) {
    return new EntraFault(401, "invalid_client", 700027, "The client assertion failed signature validation.");
  }
  return error;
}
