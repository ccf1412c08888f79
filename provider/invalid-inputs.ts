import errorsPb from "@pulumi/pulumi/proto/errors_pb.js";
import { plainLines } from "../text/plain-text.ts";
import type { Issue } from "./check.ts";
import { formatPath, secretPaths } from "./paths.ts";
import { DetailedError } from "./rpc.ts";
import type { PropertyMap } from "./values.ts";

/**
 * The error for inputs that a component does not accept. The engine prints each issue with the value of its input, secret or not: an
 * issue about one that holds a secret is in the message instead.
 */
export function invalidInputs(issues: readonly Issue[], inputs: PropertyMap): DetailedError {
  const secrets = secretPaths(inputs).map(formatPath);
  const isSecret = ({ property }: Issue) =>
    secrets.some((secret) => secret.startsWith(property) || property.startsWith(secret));
  const inWords = issues.filter(isSecret).map(({ property, reason }) => `${property} ${reason}`);
  const detail = new errorsPb.InputPropertiesError();
  for (const { property, reason } of issues.filter((issue) => !isSecret(issue))) {
    const named = new errorsPb.InputPropertiesError.PropertyError();
    detail.addErrors(named.setPropertyPath(property).setReason(plainLines(reason)));
  }
  return new DetailedError(
    {
      code: "invalidInputs",
      message: ["These inputs are not valid.", ...inWords].join("\n"),
      hint: "Correct them in the program:",
    },
    { type: "InputPropertiesError", bytes: detail.serializeBinary() },
  );
}
