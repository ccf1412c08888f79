import { GraphClientError, type Middleware } from "@microsoft/microsoft-graph-client";
import { settingName } from "../credentials/settings.ts";
import { callError, responseError } from "../errors.ts";
import { callOf } from "./call.ts";
import { link } from "./link.ts";

const hostSettings = `${settingName("environment")} or ${settingName("metadataHost")}`;

/** Turns a response that is not 2xx, and a request without a response, into a GraphError. First of the chain. */
export function errorHandling(): Middleware {
  return link(async (context, next) => {
    const call = callOf(context);
    const response = await next(context).catch((error: unknown) => {
      throw carried(callError(error, call, hostSettings));
    });
    if (response.ok) {
      return response;
    }
    throw carried(responseError(response, await response.text(), call));
  });
}

// The Graph client lets errors of this class through; any other it replaces by one of its own.
function carried(error: unknown): GraphClientError {
  const carrier = new GraphClientError("carried");
  carrier.customError = error;
  return carrier;
}

/** The error that `errorHandling` threw, taken out of what the Graph client threw. */
export function uncarried(error: unknown): unknown {
  return error instanceof GraphClientError && error.customError !== undefined ? error.customError : error;
}
