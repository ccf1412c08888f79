import { randomUUID } from "node:crypto";

/** A response that is an error, as Microsoft Graph words it. Source: https://learn.microsoft.com/graph/errors */
export class GraphFault extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;
  readonly details: readonly unknown[] | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    extra: { headers?: Record<string, string>; details?: readonly unknown[] } = {},
  ) {
    super(message);
    this.name = "GraphFault";
    this.status = status;
    this.code = code;
    this.headers = extra.headers ?? {};
    this.details = extra.details;
  }
}

/** The ids that tie a response to a request. */
export type RequestIds = { readonly requestId: string; readonly clientRequestId: string };

/** Graph's envelope: `{error: {code, message, innerError: {date, request-id, client-request-id}}}`. */
export function errorEnvelope(fault: GraphFault, ids: RequestIds, now: number): unknown {
  return {
    error: {
      code: fault.code,
      message: fault.message,
      ...(fault.details === undefined ? {} : { details: fault.details }),
      innerError: {
        date: new Date(now).toISOString().slice(0, 19),
        "request-id": ids.requestId,
        "client-request-id": ids.clientRequestId,
      },
    },
  };
}

/** 400 of the OData layer. */
export function badRequest(message: string): GraphFault {
  return new GraphFault(400, "BadRequest", message);
}

/** 400 of the directory. */
export function directoryBadRequest(message: string): GraphFault {
  return new GraphFault(400, "Request_BadRequest", message);
}

/** 404 of the directory. */
export function directoryNotFound(id: string): GraphFault {
  return new GraphFault(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

/** 404 of Intune, whose message is itself JSON. */
export function intuneNotFound(path: string): GraphFault {
  return new GraphFault(404, "ResourceNotFound", intuneMessage("An error has occurred", path));
}

/** 400 of Intune, whose message is itself JSON. */
export function intuneBadRequest(message: string, path: string): GraphFault {
  return new GraphFault(400, "BadRequest", intuneMessage(message, path));
}

/** 400 of Intune to a write that carries the reference to an encrypted value, which is read-only. */
export function intuneReferenceGiven(path: string): GraphFault {
  return new GraphFault(
    400,
    "NotSupported",
    intuneMessage("SecretReferenceValueId invalid for create", path),
  );
}

/** 403 of Intune: names the permissions of which one would do. */
export function intuneForbidden(permissions: readonly string[], path: string): GraphFault {
  const wanted = permissions.join(", ");
  return new GraphFault(
    403,
    "Forbidden",
    intuneMessage(
      `Application is not authorized to perform this operation. Application must have one of the following scopes: ${wanted}`,
      path,
    ),
  );
}

/** 403 of the directory: names nothing. */
export function directoryForbidden(
  message = "Insufficient privileges to complete the operation.",
): GraphFault {
  return new GraphFault(403, "Authorization_RequestDenied", message);
}

/** 401: the token is missing, wrong, expired or revoked. */
export function unauthorized(message: string): GraphFault {
  return new GraphFault(401, "InvalidAuthenticationToken", message, {
    headers: {
      "www-authenticate":
        'Bearer realm="", error="invalid_token", error_description="The access token is not valid"',
    },
  });
}

function intuneMessage(text: string, path: string): string {
  const activity = randomUUID();
  return JSON.stringify(
    {
      _version: 3,
      Message: `${text} - Operation ID (for customer support): ${randomUUID()} - Activity ID: ${activity} - Url: ${path}`,
      CustomApiErrorPhrase: "",
      RetryAfter: null,
      ErrorSourceService: "",
      HttpHeaders: "{}",
    },
    undefined,
    2,
  );
}
