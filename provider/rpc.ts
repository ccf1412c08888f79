import type { handleUnaryCall, ServerUnaryCall, ServiceError, sendUnaryData } from "@grpc/grpc-js";
import { Metadata, status } from "@grpc/grpc-js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import rpcStatus from "@pulumi/pulumi/proto/status_pb.js";
import anyPb from "google-protobuf/google/protobuf/any_pb.js";
import { ExplainedError, fullMessage } from "../text/explained-error.ts";
import { plainLines } from "../text/plain-text.ts";
import type { ProviderErrorCode } from "./error-codes.ts";
import { ResourceInitFailed } from "./errors.ts";
import { encodeProperties } from "./values.ts";

/** A gRPC handler made of an async function: what it throws becomes the call's error, without a stack. */
export function unary<Request, Response>(
  handle: (request: Request) => Promise<Response> | Response,
): handleUnaryCall<Request, Response> {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
    respond(handle, call.request).then(
      (response) => callback(null, response),
      (error: unknown) => callback(toServiceError(error)),
    );
  };
}

async function respond<Request, Response>(
  handle: (request: Request) => Promise<Response> | Response,
  request: Request,
): Promise<Response> {
  return await handle(request);
}

/** A setting is missing or wrong: the engine shows the message and stops before anything is changed. */
export class InvalidArgument extends ExplainedError<ProviderErrorCode> {
  override readonly name = "InvalidArgument";
}

function toServiceError(error: unknown): Partial<ServiceError> {
  if (error instanceof ResourceInitFailed) {
    return initFailed(error);
  }
  const code = error instanceof InvalidArgument ? status.INVALID_ARGUMENT : status.UNKNOWN;
  return { code, details: plainLines(fullMessage(error)) };
}

/** The engine reads a partial failure from this trailer, which carries a google.rpc.Status. */
function initFailed(error: ResourceInitFailed): Partial<ServiceError> {
  const message = plainLines(error.message);
  const detail = new provider.ErrorResourceInitFailed();
  detail.setId(error.id);
  detail.setInputs(encodeProperties(error.inputs));
  detail.setProperties(encodeProperties(error.properties));
  detail.setReasonsList(error.reasons.map(plainLines));
  const packed = new anyPb.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const body = new rpcStatus.Status();
  body.setCode(status.UNKNOWN);
  body.setMessage(message);
  body.setDetailsList([packed]);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(body.serializeBinary()));
  return { code: status.UNKNOWN, details: message, metadata };
}
