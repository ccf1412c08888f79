import { randomUUID } from "node:crypto";
import type { Reply } from "../../http/message.ts";

/** A refusal by Entra's token endpoint. Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
export class EntraFault extends Error {
  readonly status: number;
  readonly error: string;
  readonly code: number;

  constructor(status: number, error: string, code: number, message: string) {
    super(message);
    this.name = "EntraFault";
    this.status = status;
    this.error = error;
    this.code = code;
  }
}

/** Entra's JSON form of a refusal. */
export function entraReply(fault: EntraFault, origin: string, now: number): Reply {
  const traceId = randomUUID();
  const correlationId = randomUUID();
  const timestamp = `${new Date(now).toISOString().slice(0, 19).replace("T", " ")}Z`;
  return {
    status: fault.status,
    body: {
      error: fault.error,
      error_description: `AADSTS${fault.code}: ${fault.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [fault.code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `${origin}/error?code=${fault.code}`,
    },
  };
}

/** A request lacks what it must have. */
export function parameterMissing(name: string): EntraFault {
  return new EntraFault(
    400,
    "invalid_request",
    900144,
    `The request body must contain the following parameter: '${name}'.`,
  );
}

/** The tenant in the address is not this one. */
export function unknownTenant(tenant: string): EntraFault {
  return new EntraFault(
    400,
    "invalid_request",
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  );
}
