import { ExplainedError } from "../../text/explained-error.ts";
import type { CredentialErrorCode } from "../error-codes.ts";

/**
 * A failure that may pass. `briefly`: the issuer was not reached, which is worth few attempts only. Otherwise it
 * answered with `status` and perhaps a Retry-After header, or broke off.
 */
export type PassingFailure = {
  briefly: boolean;
  status?: number | undefined;
  retryAfter?: string | undefined;
};

/** What kind of failure it is; `entraCode` is Microsoft Entra's AADSTS code, `networkCode` Node.js's. */
export type CredentialFailure = {
  code: CredentialErrorCode;
  entraCode?: string | undefined;
  networkCode?: string | undefined;
  passing?: PassingFailure | undefined;
};

type CredentialErrorDetails = CredentialFailure & { message: string; hint: string };

/** No token was issued. It names the setting at fault and what to do, and holds no secret or token. */
export class CredentialError extends ExplainedError<CredentialErrorCode> {
  override readonly name = "CredentialError";
  readonly entraCode: string | undefined;
  readonly networkCode: string | undefined;
  /** Given where another attempt may succeed. */
  readonly passing: PassingFailure | undefined;

  constructor({ entraCode, networkCode, passing, ...explanation }: CredentialErrorDetails) {
    super(explanation);
    this.entraCode = entraCode;
    this.networkCode = networkCode;
    this.passing = passing;
  }
}
