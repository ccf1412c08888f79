import { scryptSync } from "node:crypto";
import { approvalCodeHeader, justificationHeader, longestJustification } from "../graph/approvals.ts";
import type { Graph } from "../graph/client.ts";
import { GraphError } from "../graph/errors.ts";
import { itemsOf } from "../graph/pages.ts";
import type { GraphRequest } from "../graph/request.ts";
import { IntuneError } from "./errors.ts";
import { isGraphObject } from "./graph-object.ts";

const variable = "INTUNE_APPROVAL_JUSTIFICATION";

/** Where requests for approval are listed. Beta only. */
const requestsPath = "/deviceManagement/operationApprovalRequests";

/** Most characters that a justification may have, so that the mark by which a request is found fits behind it. */
export const longestGiven = 990;

/** What is wrong with a justification that is too long. */
export const justificationIssue = `must have at most ${longestGiven} characters`;

/**
 * The justification of writes: by its setting, else by the variable; undefined where none is given.
 *
 * @throws IntuneError that names the variable where it is too long.
 */
export function justificationOf(
  env: Record<string, string | undefined>,
  given: string | undefined,
): string | undefined {
  const said = given ?? env[variable];
  if (said === undefined || said.trim() === "") {
    return undefined;
  }
  if (said.length > longestGiven) {
    throw new IntuneError({
      code: "badJustification",
      message: `intune:approvalJustification (${variable}) ${justificationIssue}.`,
      hint: "Shorten it: Intune takes 1024, of which this provider needs some to find its own requests again.",
    });
  }
  return said.toWellFormed();
}

/** A request for approval, as far as it is used here. */
type ApprovalRequest = { readonly id: string; readonly status: string; readonly since: string };

/** Sends a write with these headers more. */
type Perform<Result> = (headers: Record<string, string>) => Promise<Result>;

/**
 * Graph with a justification on each write, for tenants in which a second administrator approves it. A write whose
 * request was approved meanwhile is sent again with the request's code: the request is found by a mark in its
 * justification, which every machine makes of the write alike.
 * Source: https://learn.microsoft.com/intune/intune-service/fundamentals/multi-admin-approval
 */
export function withApprovals(graph: Graph, justification: string | undefined): Graph {
  if (justification === undefined) {
    return graph;
  }
  const write = async <Result>(request: GraphRequest, perform: Perform<Result>): Promise<Result> => {
    const mark = markOf(request);
    try {
      return await perform({ [justificationHeader]: encoded(`${justification} ${mark}`) });
    } catch (error) {
      if (error instanceof GraphError && error.code === "approvalRequired") {
        return settle(error, await requestsOf(graph, mark, request.signal), perform);
      }
      throw error;
    }
  };
  return {
    ...graph,
    send: (request) =>
      request.method === "GET"
        ? graph.send(request)
        : write(request, (headers) => graph.send(withHeaders(request, headers))),
    change: (request) => write(request, (headers) => graph.change(withHeaders(request, headers))),
  };
}

function withHeaders<Request extends GraphRequest>(
  request: Request,
  headers: Record<string, string>,
): Request {
  return { ...request, headers: { ...request.headers, ...headers } };
}

function encoded(text: string): string {
  return Buffer.from(text.slice(0, longestJustification), "utf8").toString("base64");
}

/**
 * Tells a write from every other one, on any machine. Whoever may read requests for approval sees it, and the body may hold a
 * secret: the hash is a slow one, by which a short secret is not found by trying.
 */
function markOf({ method, path, body }: GraphRequest): string {
  const hash = scryptSync(JSON.stringify([method, path, body ?? null]), "pulumi-intune", 8);
  return `[pulumi-intune ${hash.toString("hex")}]`;
}

/** The requests that bear a mark, the newest first; an error where they cannot be listed. */
async function requestsOf(
  graph: Graph,
  mark: string,
  signal: AbortSignal | undefined,
): Promise<readonly ApprovalRequest[] | GraphError> {
  const read = (path: string) =>
    graph.send({ method: "GET", version: "beta", path, ...(signal === undefined ? {} : { signal }) });
  try {
    const found = (await itemsOf(requestsPath, read)).flatMap((item) => requestIn(item, mark));
    return found.toSorted((left, right) => (left.since < right.since ? 1 : -1));
  } catch (error) {
    if (error instanceof GraphError && error.code !== "cancelled") {
      return error;
    }
    throw error;
  }
}

function requestIn(item: unknown, mark: string): ApprovalRequest[] {
  if (!isGraphObject(item) || typeof item.requestJustification !== "string") {
    return [];
  }
  const { id, status, requestDateTime, requestJustification } = item;
  return requestJustification.includes(mark)
    ? [{ id: String(id), status: String(status), since: String(requestDateTime) }]
    : [];
}

/**
 * Sends a write whose request is approved; else throws what keeps it. Whether an approved request still counts as active, or
 * the write was queued a second time, is for Intune to decide: sent with the code, it is done in either case.
 */
async function settle<Result>(
  error: GraphError,
  requests: readonly ApprovalRequest[] | GraphError,
  perform: Perform<Result>,
): Promise<Result> {
  if (requests instanceof GraphError) {
    throw error.approvalState === "active" ? unseen(error, requests) : error;
  }
  const approved = requests.find(({ status }) => status === "approved");
  if (approved !== undefined) {
    return perform({ [approvalCodeHeader]: approved.id }).catch((refusal: unknown) => {
      throw notTaken(refusal, approved.id);
    });
  }
  if (error.approvalState === "active") {
    const waiting = requests.find(({ status }) => status === "needsApproval");
    throw waiting === undefined ? another(error) : stillWaiting(error, waiting.id);
  }
  const [earlier] = requests.filter(({ id }) => id !== error.approvalCode);
  throw earlier !== undefined && ended.includes(earlier.status) ? askedAgain(error, earlier) : error;
}

const ended: readonly string[] = ["rejected", "expired", "cancelled"];

const where = "Intune admin center > Tenant administration > Multi Admin Approval";
const approve = `Nothing was written. Another administrator must approve it (${where}); the next \`pulumi up\` finishes it.`;

/** A write that was queued lacks no permission: where its code is refused, the first answer may have been lost. */
function notTaken(error: unknown, code: string): unknown {
  if (!(error instanceof GraphError) || error.code !== "forbidden") {
    return error;
  }
  return new GraphError(
    { ...error, permission: undefined },
    {
      reason: `Intune did not take this write with the approval code ${code}, which was approved.`,
      hint: `It may be done already: run the same command again, which reads the tenant first. If it stays so, cancel the request (${where}).`,
    },
  );
}

function stillWaiting(error: GraphError, code: string): GraphError {
  return new GraphError(
    { ...error, approvalCode: code, approvalState: "needsApproval" },
    {
      reason: `Intune still holds this write until a second administrator approves it (approval code ${code}).`,
      hint: approve,
    },
  );
}

function askedAgain(error: GraphError, { id, status }: ApprovalRequest): GraphError {
  const code = error.approvalCode === undefined ? "" : ` (approval code ${error.approvalCode})`;
  return new GraphError(
    { ...error },
    {
      reason: `The earlier request for this write (${id}) is ${status}; approval was asked for again${code}.`,
      hint: approve,
    },
  );
}

function another(error: GraphError): GraphError {
  return new GraphError(
    { ...error },
    {
      reason: "Another write of the same object waits for approval, and Intune takes one at a time.",
      hint: `Nothing was written. Approve and finish the other one, or cancel it (${where}), and run the same command again.`,
    },
  );
}

function unseen(error: GraphError, { permission, code }: GraphError): GraphError {
  const cause =
    code === "forbidden" && permission !== undefined
      ? `Whether it is approved needs the Microsoft Graph permission ${permission.application}, which the credential lacks.`
      : `Whether it is approved could not be read (${code}).`;
  return new GraphError(
    { ...error },
    {
      reason: `Intune holds this write until a second administrator approves it. ${cause}`,
      hint: `Nothing was written. See to it that the request is approved (${where}), and that the credential may read it; the next \`pulumi up\` finishes it.`,
    },
  );
}
