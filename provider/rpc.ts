import type { handleUnaryCall, ServerUnaryCall, ServiceError, sendUnaryData } from "@grpc/grpc-js";
import { Metadata, status } from "@grpc/grpc-js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import rpcStatus from "@pulumi/pulumi/proto/status_pb.js";
import anyPb from "google-protobuf/google/protobuf/any_pb.js";
import { ExplainedError, type Explanation, fullMessage } from "../text/explained-error.ts";
import { plainLines } from "../text/plain-text.ts";
import type { ProviderErrorCode } from "./error-codes.ts";
import { ResourceInitFailed } from "./errors.ts";
import { encodeProperties } from "./values.ts";

/** What handles a call; `ended` is aborted when the caller no longer waits for it. */
type Handler<Request, Response> = (request: Request, ended: AbortSignal) => Promise<Response> | Response;

/** A gRPC handler made of an async function: what it throws becomes the call's error, without a stack. */
export function unary<Request, Response>(
  handle: Handler<Request, Response>,
): handleUnaryCall<Request, Response> {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
    respond(handle, call).then(
      (response) => callback(null, response),
      (error: unknown) => callback(toServiceError(error)),
    );
  };
}

async function respond<Request, Response>(
  handle: Handler<Request, Response>,
  call: ServerUnaryCall<Request, Response>,
): Promise<Response> {
  const ended = new AbortController();
  call.on("cancelled", () => ended.abort());
  return await handle(call.request, ended.signal);
}

/** A setting is missing or wrong: the engine shows the message and stops before anything is changed. */
export class InvalidArgument extends ExplainedError<ProviderErrorCode> {
  override readonly name = "InvalidArgument";
}

/** As InvalidArgument, with a message of Pulumi's protocol in which the engine reads more. */
export class DetailedError extends InvalidArgument {
  readonly detail: { readonly type: string; readonly bytes: Uint8Array };

  constructor(explanation: Explanation<ProviderErrorCode>, detail: DetailedError["detail"]) {
    super(explanation);
    this.detail = detail;
  }
}

function toServiceError(error: unknown): Partial<ServiceError> {
  if (error instanceof ResourceInitFailed) {
    return initFailed(error);
  }
  if (error instanceof DetailedError) {
    return withDetail(status.INVALID_ARGUMENT, fullMessage(error), error.detail);
  }
  const code = error instanceof InvalidArgument ? status.INVALID_ARGUMENT : status.UNKNOWN;
  return { code, details: plainLines(fullMessage(error)) };
}

/** The engine reads a partial failure from this trailer. */
function initFailed(error: ResourceInitFailed): Partial<ServiceError> {
  const detail = new provider.ErrorResourceInitFailed();
  detail.setId(error.id);
  detail.setInputs(encodeProperties(error.inputs));
  detail.setProperties(encodeProperties(error.properties));
  detail.setReasonsList(error.reasons.map(plainLines));
  return withDetail(status.UNKNOWN, error.message, {
    type: "ErrorResourceInitFailed",
    bytes: detail.serializeBinary(),
  });
}

/** An error with a detail of Pulumi's, in a trailer that carries a google.rpc.Status. */
function withDetail(
  code: status,
  text: string,
  { type, bytes }: DetailedError["detail"],
): Partial<ServiceError> {
  const message = plainLines(text);
  const packed = new anyPb.Any();
  packed.pack(bytes, `pulumirpc.${type}`);
  const body = new rpcStatus.Status();
  body.setCode(code);
  body.setMessage(message);
  body.setDetailsList([packed]);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(body.serializeBinary()));
  return { code, details: message, metadata };
}
