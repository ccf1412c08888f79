import type { ServiceError } from "@grpc/grpc-js";
import errorsPb from "@pulumi/pulumi/proto/errors_pb.js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import rpcStatus from "@pulumi/pulumi/proto/status_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import type { Issue } from "../../../provider/check.ts";
import { answer, type Protocol } from "./protocol.ts";

type Inputs = { readonly [name: string]: structPb.JavaScriptValue };

/** A request to construct a branch, as the engine sends it in an update of stack `dev`. */
export function constructRequest(monitorAddress: string, name: string, inputs: Inputs): pb.ConstructRequest {
  const request = new provider.ConstructRequest();
  request.setType("library:index:Branch").setName(name).setMonitorendpoint(monitorAddress);
  request.setProject("library").setStack("dev").setOrganization("city").setParallel(16);
  request.setAcceptsOutputValues(true);
  return request.setInputs(structPb.Struct.fromJavaScript({ ...inputs }));
}

export function construct(plugin: Protocol, request: pb.ConstructRequest): Promise<pb.ConstructResponse> {
  return answer((done) => plugin.raw.construct(request, done));
}

/** What the engine prints of a call's error, by input. */
export function invalidInputsOf(error: ServiceError): Issue[] {
  const [body] = error.metadata.get("grpc-status-details-bin");
  const details = rpcStatus.Status.deserializeBinary(Buffer.from(body ?? "")).getDetailsList();
  return details.flatMap((packed) => {
    const { deserializeBinary } = errorsPb.InputPropertiesError;
    const detail = packed.unpack(deserializeBinary, "pulumirpc.InputPropertiesError");
    const errors = detail?.getErrorsList() ?? [];
    return errors.map((named) => ({ property: named.getPropertyPath(), reason: named.getReason() }));
  });
}

const signature = "4dabf18193072939515e22adb298388d";

/** A secret, as the protocol marks it. */
export const secretOf = (value: structPb.JavaScriptValue) => ({
  [signature]: "1b47061264138c4ac30d75fd1eb44270",
  value,
});

/** An output, as the protocol marks it; one without a value is not known yet. */
export const outputOf = (more: {
  value?: structPb.JavaScriptValue;
  secret?: boolean;
  dependencies?: string[];
}) => ({ [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", ...more });

export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
