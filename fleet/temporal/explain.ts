import { messageOf } from "../../text/message-of.ts";
import { plainText } from "../../text/plain-text.ts";
import { FleetError } from "../errors.ts";
import type { ConnectionSettings } from "./connection-settings.ts";
import { whyNoTls } from "./probe-tls.ts";

/** The status codes of gRPC that are told apart here. Source: https://grpc.io/docs/guides/status-codes/ */
const status = {
  cancelled: 1,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  failedPrecondition: 9,
  unavailable: 14,
  unauthenticated: 16,
};

/**
 * Explains what Temporal's client or worker throws.
 *
 * @returns A FleetError for what a user can do something about; the error itself otherwise.
 */
export function explainTemporal(error: unknown, { address, namespace }: ConnectionSettings): unknown {
  if (error instanceof FleetError) {
    return error;
  }
  const code = codeOf(error);
  const text = textsOf(error).join(": ");
  if (code === status.notFound && /namespace/i.test(text)) {
    return new FleetError({
      code: "temporalNamespace",
      message: `Temporal at ${address} has no namespace '${plainText(namespace)}'.`,
      hint: "Name one that exists with --namespace or TEMPORAL_NAMESPACE, or create it: temporal operator namespace create --namespace NAME",
    });
  }
  if (code === status.permissionDenied || code === status.unauthenticated) {
    return new FleetError({
      code: "temporalRefused",
      message: `Temporal at ${address} refuses this client: ${oneLine(text)}`,
      hint: "Check TEMPORAL_API_KEY, or the client's certificate, and that it may use the namespace.",
    });
  }
  if (isOutage(error)) {
    return new FleetError({
      code: "temporalUnreachable",
      message: `Temporal at ${address} cannot be reached: ${oneLine(text)}`,
      hint: "Check --address or TEMPORAL_ADDRESS, and whether the server wants TLS. `npm run temporal` starts a server for development.",
    });
  }
  return error;
}

/** Whether the server was not reached, which may pass. */
export function isOutage(error: unknown): boolean {
  const code = codeOf(error);
  const { name, message } = error instanceof Error ? error : { name: "", message: "" };
  const isStatus = code === status.unavailable || code === status.deadlineExceeded;
  // The client waits for a connection first: where none comes about, its error has no status.
  return isStatus || name === "TransportError" || message === "Failed to connect before the deadline";
}

/** As explainTemporal, for a connection that was not made: it looks whether TLS is what is wrong. */
export async function explainConnecting(error: unknown, settings: ConnectionSettings): Promise<unknown> {
  const explained = explainTemporal(error, settings);
  const reason = isOutage(error) ? await whyNoTls(settings) : undefined;
  return reason === undefined
    ? explained
    : new FleetError({
        code: "temporalTls",
        message: `Temporal at ${settings.address} cannot be reached: ${oneLine(reason)}`,
        hint: "Check the certificates: --tls-ca-path must hold the authority of the server's, --tls-server-name the name in it, and the server must trust the authority of --tls-cert-path.",
      });
}

/** Whether a workflow, or the namespace, is not there. */
export function isNotFound(error: unknown): boolean {
  return codeOf(error) === status.notFound;
}

/**
 * Whether a query was not answered because no worker takes work at present. The server cancels a query whose worker ends while
 * it has it.
 */
export function isWithoutWorker(error: unknown): boolean {
  const { cancelled, deadlineExceeded, failedPrecondition } = status;
  return [cancelled, deadlineExceeded, failedPrecondition].some((each) => each === codeOf(error));
}

/** The gRPC status of an error, or of its cause: the SDK wraps what gRPC threw. */
function codeOf(error: unknown): number | undefined {
  for (const each of chainOf(error)) {
    if ("code" in each && typeof each.code === "number") {
      return each.code;
    }
  }
  return undefined;
}

function textsOf(error: unknown): string[] {
  const texts = chainOf(error).map((each) =>
    "details" in each && each.details ? String(each.details) : messageOf(each),
  );
  return [...new Set(texts)];
}

function chainOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let each = error; each instanceof Error && chain.length < 5; each = each.cause) {
    chain.push(each);
  }
  return chain;
}

const mostCharacters = 300;

function oneLine(text: string): string {
  return plainText(text.replaceAll(/\s+/g, " ")).slice(0, mostCharacters);
}
