import { z } from "zod";
import type { CredentialErrorCode } from "../error-codes.ts";
import { explainNetworkFailure, type NetworkFailure } from "../network.ts";
import { redact } from "../redact.ts";
import { json } from "../response.ts";
import { entraCode, entraHint } from "./entra-codes.ts";
import { CredentialError, type CredentialFailure } from "./errors.ts";
import type { Exchange } from "./exchange.ts";

/** What a failed sign-in is explained with: the way's name and hint, and the secrets to keep out of the message. */
export type SignInContext = {
  way: string;
  hint: string;
  /** The hint for a code of Entra's, where it differs from the usual one. */
  hintOf?: (code: string | undefined) => string | undefined;
  secrets: readonly (string | undefined)[];
};

/** The settings that name the host where tokens are issued. */
const authoritySettings = "environment (ARM_ENVIRONMENT) or metadataHost (ARM_METADATA_HOSTNAME)";

/**
 * The CredentialError for what a credential of @azure/identity threw. `exchange` is the last thing that passed
 * between it and its issuer, if anything did.
 */
export function signInFailure(
  error: unknown,
  exchange: Exchange | undefined,
  context: SignInContext,
): CredentialError {
  const own = ownError(error);
  if (own) {
    return own;
  }
  if (exchange?.failure) {
    return notReached(exchange.failure, exchange.host, context);
  }
  const said = redact(saidBy(error, exchange), context.secrets);
  const code = entraCode(said);
  return new CredentialError({
    ...failureOf(exchange, code),
    message: `Could not sign in (${context.way}): ${said}`,
    hint: context.hintOf?.(code) ?? entraHint(code) ?? context.hint,
    entraCode: code,
  });
}

function ownError(error: unknown): CredentialError | undefined {
  if (error instanceof CredentialError) {
    return error;
  }
  return error instanceof Error && error.cause ? ownError(error.cause) : undefined;
}

function notReached(failure: NetworkFailure, host: string, { way }: SignInContext): CredentialError {
  const { message, hint } = explainNetworkFailure(failure, host, authoritySettings);
  return new CredentialError({
    ...unanswered(failure),
    message: `Could not sign in (${way}): ${message}`,
    hint,
  });
}

const oauthError = z.object({ error: z.string(), error_description: z.string().optional() });

function saidBy(error: unknown, exchange: Exchange | undefined): string {
  const body = oauthError.safeParse(json(exchange?.body ?? ""));
  if (body.success) {
    return body.data.error_description ?? body.data.error;
  }
  if (exchange?.status && exchange.status >= 300) {
    return `${exchange.host} answered ${exchange.status}`;
  }
  return error instanceof Error ? described(error.message) : String(error);
}

// MSAL lists each part of what an issuer said, "Not Available" for those it did not; one of them is for people.
function described(message: string): string {
  return /Description: (.*?)(?:\nHeaders: | - Correlation ID)/s.exec(message)?.[1] ?? message;
}

function failureOf(exchange: Exchange | undefined, code: string | undefined): CredentialFailure {
  if (code === "AADSTS90002" || code === "AADSTS900023") {
    return { code: "tenantNotFound" };
  }
  return exchange?.status ? failedAnswer(exchange.status, exchange.retryAfter) : { code: "unusable" };
}

/** What an issuer's response without a token says of the failure. */
export function failedAnswer(status: number, retryAfter: string | null | undefined): CredentialFailure {
  const passing = { briefly: false, status, retryAfter: retryAfter ?? undefined };
  if (status === 429) {
    return { code: "throttled", passing };
  }
  if (status >= 500 || status === 408) {
    return { code: "unavailable", passing };
  }
  return { code: "rejected" };
}

/** What it says of the failure that an issuer gave no response. */
export function unanswered({ reason, code }: NetworkFailure): CredentialFailure {
  const details: CredentialFailure = { code: unansweredCodes[reason], networkCode: code };
  // A host that takes a connection and says nothing is as good as one that cannot be reached.
  if (reason === "refused" || code === "ETIMEDOUT") {
    return { ...details, passing: { briefly: true } };
  }
  return reason === "interrupted" ? { ...details, passing: { briefly: false } } : details;
}

const unansweredCodes: Record<NetworkFailure["reason"], CredentialErrorCode> = {
  untrustedCertificate: "untrustedCertificate",
  unresolved: "unreachable",
  notTls: "unreachable",
  refused: "unreachable",
  failed: "unreachable",
  interrupted: "unavailable",
};
