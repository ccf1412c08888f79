import { z } from "zod";

/** A response of Microsoft Graph that is an error. */
export class GraphFailure extends Error {
  override readonly name = "GraphFailure";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const envelope = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

const statusTexts = new Map([
  [400, "Bad Request"],
  [401, "Unauthorized"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [409, "Conflict"],
  [429, "Too Many Requests"],
  [503, "Service Unavailable"],
]);

/** The failure behind a response, in the words of the published plugin: status, code and message. */
export function graphFailure(call: string, status: number, body: unknown): GraphFailure {
  const parsed = envelope.safeParse(body);
  const known = statusTexts.get(status);
  const shown = known === undefined ? String(status) : `${status} (${status} ${known})`;
  const said = parsed.success ? ` with error: ${parsed.data.error.code}: ${parsed.data.error.message}` : "";
  return new GraphFailure(status, `${call}: unexpected status ${shown}${said}`);
}

/** Whether an error is a response of Graph of that status. */
export function hasStatus(error: unknown, status: number): error is GraphFailure {
  return error instanceof GraphFailure && error.status === status;
}
