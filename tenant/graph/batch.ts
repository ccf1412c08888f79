import { z } from "zod";
import type { Message, Reply } from "../http/message.ts";
import type { Version } from "./edm.ts";
import { badRequest } from "./odata/errors.ts";

const step = z.strictObject({
  id: z.string().min(1),
  method: z.enum(["GET", "POST", "PATCH", "PUT", "DELETE"]),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).optional(),
});

const batch = z.strictObject({ requests: z.array(step) });

type Step = z.output<typeof step>;
type StepReply = {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

const mostSteps = 20;

/**
 * Serves `$batch`: each step has its own response, one whose prerequisite failed is not run (424), and the responses
 * come in another order than the steps. Source: https://learn.microsoft.com/graph/json-batching
 */
export async function batchReply(
  message: Message,
  version: Version,
  serve: (id: string, step: Message) => Promise<Reply>,
): Promise<Reply> {
  const steps = readSteps(message.body);
  const done = new Map<string, StepReply>();
  for (const current of steps) {
    done.set(current.id, await run(current, version, done, serve));
  }
  return { status: 200, body: { responses: [...done.values()].reverse() } };
}

function readSteps(body: string): Step[] {
  const read = batch.safeParse(parse(body));
  if (!read.success) {
    throw badRequest(`Invalid batch payload format. ${read.error.issues[0]?.message ?? ""}`.trim());
  }
  const { requests } = read.data;
  if (requests.length > mostSteps) {
    throw badRequest(`Number of batch requests steps exceeds the maximum value of ${mostSteps}.`);
  }
  checkSteps(requests);
  return requests;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw badRequest(
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
    );
  }
}

function checkSteps(steps: readonly Step[]): void {
  const earlier = new Set<string>();
  for (const current of steps) {
    if (earlier.has(current.id)) {
      throw badRequest(`Request id ${current.id} is used more than once in the batch.`);
    }
    if (current.dependsOn?.some((id) => !earlier.has(id))) {
      throw badRequest(`Request id ${current.id} depends on a request that does not come before it.`);
    }
    if (current.body !== undefined && !hasContentType(current)) {
      throw badRequest(`Write request id : ${current.id} does not contain Content-Type header or body.`);
    }
    if (/^(https?:|\/?\$batch)/i.test(current.url)) {
      throw badRequest(
        `Request id ${current.id}: the url '${current.url}' is not a relative url that a batch can hold.`,
      );
    }
    earlier.add(current.id);
  }
}

function hasContentType(current: Step): boolean {
  return Object.keys(current.headers ?? {}).some((name) => name.toLowerCase() === "content-type");
}

async function run(
  current: Step,
  version: Version,
  done: ReadonlyMap<string, StepReply>,
  serve: (id: string, step: Message) => Promise<Reply>,
): Promise<StepReply> {
  const prerequisites = current.dependsOn ?? [];
  if (prerequisites.some((id) => (done.get(id)?.status ?? 400) >= 400)) {
    const message = `The request ${current.id} was not run because a request that it depends on failed.`;
    return {
      id: current.id,
      status: 424,
      headers: {},
      body: { error: { code: "FailedDependency", message } },
    };
  }
  const reply = await serve(current.id, messageOf(current, version));
  return stepReply(current.id, reply);
}

function messageOf(current: Step, version: Version): Message {
  const headers = Object.entries(current.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    method: current.method,
    target: `/${version}/${current.url.replace(/^\//, "")}`,
    headers: Object.fromEntries(headers),
    body: current.body === undefined ? "" : JSON.stringify(current.body),
  };
}

const shownHeaders = ["retry-after", "location", "request-id", "client-request-id", "x-msft-approval-code"];

function stepReply(id: string, reply: Reply): StepReply {
  const entries = Object.entries(reply.headers ?? {}).filter(([name]) => shownHeaders.includes(name));
  const headers = Object.fromEntries(entries.map(([name, value]) => [capitalized(name), value]));
  return reply.body === undefined
    ? { id, status: reply.status, headers }
    : {
        id,
        status: reply.status,
        headers: { ...headers, "Content-Type": "application/json" },
        body: reply.body,
      };
}

function capitalized(name: string): string {
  return name === "retry-after" ? "Retry-After" : name;
}
