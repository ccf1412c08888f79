import type { IncomingHttpHeaders } from "node:http";
import { type Body, Issues, notFound, type Reply } from "./github-issues.ts";
import { type Call, startServer } from "./server.ts";

/** GitHub's REST API for the issues and comments of one repository, on loopback. */
export type GitHubApi = {
  readonly issues: Issues;
  /** What was asked, in order. */
  readonly calls: string[];
  /** What GitHub would not take; none of it was answered with success. */
  readonly refused: string[];
  /** What a job's environment says of it. */
  readonly env: Record<string, string>;
  /** Answers the next call of a method with this status. */
  failNext(method: string, status: number): void;
  close(): Promise<void>;
};

const longest = 65_536;

/** Starts the API with nothing in it. It is strict: method, path, headers, and what a body may hold. */
export async function startGitHubApi(): Promise<GitHubApi> {
  const repository = "contoso/pin-reset";
  const token = `ghs_${crypto.randomUUID().replaceAll("-", "")}`;
  const issues = new Issues(repository);
  const calls: string[] = [];
  const refused: string[] = [];
  const failing = new Map<string, number>();

  function answer({ method, url, headers, body }: Call): Reply {
    const call = `${method} ${url.pathname}`;
    calls.push(call);
    const failure = failing.get(method);
    if (failure !== undefined) {
      failing.delete(method);
      return { status: failure, body: { message: "failing as told" } };
    }
    const reply = checkHeaders(headers, method, token) ?? route(method, url, body);
    if (reply.status >= 400) {
      refused.push(`${reply.status} ${call}`);
    }
    return reply;
  }

  function route(method: string, url: URL, body: Body): Reply {
    const prefix = `/repos/${repository}`;
    const path = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : "";
    const found = issues.routes.find((each) => each.method === method && each.path.test(path));
    if (found === undefined) {
      return notFound;
    }
    return checkBody(body, found.keys) ?? found.answer(found.path.exec(path)?.slice(1) ?? [], url, body);
  }

  const server = await startServer(answer);
  return {
    issues,
    calls,
    refused,
    env: {
      GITHUB_API_URL: server.origin,
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: repository,
      GITHUB_RUN_ID: "42",
      GITHUB_TOKEN: token,
    },
    failNext: (method, status) => void failing.set(method, status),
    close: server.close,
  };
}

function checkHeaders(headers: IncomingHttpHeaders, method: string, token: string): Reply | undefined {
  const refuse = (status: number, message: string) => ({ status, body: { message } });
  if (headers.authorization !== `Bearer ${token}`) {
    return refuse(401, "Bad credentials");
  }
  if (headers["user-agent"] === undefined) {
    return refuse(403, "Request forbidden by administrative rules");
  }
  if (headers["x-github-api-version"] !== "2022-11-28") {
    return refuse(400, "Unsupported API version");
  }
  if (method !== "GET" && headers["content-type"] !== "application/json") {
    return refuse(415, "Not JSON");
  }
  return undefined;
}

function checkBody(body: Body, keys: readonly string[]): Reply | undefined {
  const unknown = Object.keys(body).filter((key) => !keys.includes(key));
  const isTooLong = typeof body.body === "string" && body.body.length > longest;
  return unknown.length > 0 || isTooLong
    ? { status: 422, body: { message: "Validation Failed", errors: [...unknown, isTooLong] } }
    : undefined;
}
