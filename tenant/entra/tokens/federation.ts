import { decodeJwt, errors, jwtVerify } from "jose";
import type { AppCredentials, DirectoryCore } from "../state.ts";
import { EntraFault } from "./errors.ts";
import { signingKey } from "./keys.ts";

/** The two hosts of pipelines that this tenant plays besides Entra. */
export type PipelineHost = "github" | "pipelines";

/** The audience of a token that is exchanged for one of Entra. */
export const exchangeAudience = "api://AzureADTokenExchange";

/** The issuer under which a pipeline host signs. */
export function pipelineIssuer(origin: string, host: PipelineHost): string {
  return `${origin}/_issuers/${host}`;
}

/** The issuers of the public hosts, in whose name this tenant's hosts sign the tokens of jobs that run there. */
const publicIssuers: Readonly<Record<PipelineHost, RegExp>> = {
  github: /^https:\/\/token\.actions\.githubusercontent\.com$/,
  pipelines: /^https:\/\/vstoken\.dev\.azure\.com\/[\da-f-]{36}$/,
};

/** The issuer of the tokens that managed identities of a tenant exchange. */
export function identityIssuer(origin: string, tenantId: string): string {
  return `${origin}/${tenantId}/v2.0`;
}

/** Whose key an issuer's tokens are signed with; undefined where it is nobody's here. An identity must be of the app's home tenant. */
function signerOf({ origin, home }: DirectoryCore, issuer: string): PipelineHost | "entra" | undefined {
  if (issuer === identityIssuer(origin, home.tenantId)) {
    return "entra";
  }
  return (["github", "pipelines"] as const).find(
    (host) => pipelineIssuer(origin, host) === issuer || publicIssuers[host].test(issuer),
  );
}

/**
 * Checks a token of another issuer against the app's federated credentials: issuer, subject, audience, signature
 * and lifetime. Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation
 */
export async function verifyFederatedAssertion(
  core: DirectoryCore,
  app: AppCredentials,
  assertion: string,
): Promise<void> {
  const { iss = "", sub = "", aud = [] } = decodeJwt(assertion);
  const ofIssuer = app.federatedCredentials.filter((credential) => credential.issuer === iss);
  if (ofIssuer.length === 0) {
    throw noRecord(700211, "issuer", iss);
  }
  const ofSubject = ofIssuer.filter((credential) => credential.subject === sub);
  if (ofSubject.length === 0) {
    throw noRecord(700213, "subject", sub);
  }
  const audiences = [aud].flat();
  if (
    !ofSubject.some((credential) => credential.audiences.some((audience) => audiences.includes(audience)))
  ) {
    throw noRecord(700212, "audience", audiences.join(" "));
  }
  await verifySignature(core, iss, assertion);
}

async function verifySignature(core: DirectoryCore, issuer: string, assertion: string): Promise<void> {
  const signer = signerOf(core, issuer);
  if (signer === undefined) {
    throw new EntraFault(
      401,
      "invalid_client",
      50166,
      `Request to the keys of the external issuer '${issuer}' failed.`,
    );
  }
  const key = await signingKey(signer);
  try {
    await jwtVerify(assertion, key.publicKey, {
      issuer,
      currentDate: new Date(core.now()),
      requiredClaims: ["exp"],
    });
  } catch (error) {
    throw refusalOf(error);
  }
}

function noRecord(code: number, claim: string, value: string): EntraFault {
  return new EntraFault(
    401,
    "invalid_client",
    code,
    `No matching federated identity record found for presented assertion ${claim} '${value}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.`,
  );
}

function refusalOf(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) {
    return new EntraFault(
      401,
      "invalid_client",
      700024,
      "Client assertion is not within its valid time range.",
    );
  }
  return error instanceof errors.JOSEError
    ? new EntraFault(401, "invalid_client", 5000611, "The client assertion failed signature validation.")
    : error;
}
