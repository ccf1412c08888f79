/**
 * What kind of failure a CredentialError is:
 * - incomplete: no way to sign in has all its settings. unusable: a file, program or endpoint it needs is not there.
 * - rejected: Microsoft Entra said no; `code` is its AADSTS code where it gave one. tenantNotFound: no such tenant.
 * - throttled: too many sign-ins. unavailable: the issuer failed.
 * - unreachable: no connection to the issuer. untrustedCertificate: its certificate is not trusted.
 */
export type CredentialErrorKind =
  | "incomplete"
  | "unusable"
  | "rejected"
  | "tenantNotFound"
  | "throttled"
  | "unavailable"
  | "unreachable"
  | "untrustedCertificate";

/**
 * A failure that may pass. `briefly`: the issuer was not reached, which is worth few attempts only. Otherwise it
 * answered with `status` and perhaps a Retry-After header, or broke off.
 */
export type PassingFailure = {
  briefly: boolean;
  status?: number | undefined;
  retryAfter?: string | undefined;
};

export type CredentialErrorDetails = {
  kind: CredentialErrorKind;
  code?: string | undefined;
  passing?: PassingFailure | undefined;
};

/** No token could be had. Its message names the setting at fault and the way out, and holds no secret or token. */
export class CredentialError extends Error {
  readonly kind: CredentialErrorKind;
  readonly code: string | undefined;
  /** Given where another attempt may succeed. */
  readonly passing: PassingFailure | undefined;

  constructor(message: string, details: CredentialErrorDetails) {
    super(message);
    this.name = "CredentialError";
    this.kind = details.kind;
    this.code = details.code;
    this.passing = details.passing;
  }
}
