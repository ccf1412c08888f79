import { type Call, startServer } from "./server.ts";

type Comment = { id: number; content: string; author: { displayName: string } };
type Thread = { id: number; status: string; isDeleted: boolean; comments: Comment[] };
type Reply = { status: number; body?: unknown };

/** The threads of one pull request in Azure Repos, on loopback. */
export type AzureDevOpsApi = {
  readonly threads: Thread[];
  /** What Azure DevOps would not take; none of it was answered with success. */
  readonly refused: string[];
  /** What a job's environment says of it. */
  readonly env: Record<string, string>;
  /** The tags of the pipeline's runs before, the last one first. */
  readonly runs: { tags: string[] }[];
  /** Adds a thread with one comment of a person. */
  add(content: string): Thread;
  close(): Promise<void>;
};

/** Whom a job's token writes as. */
const buildService = "endpoints Build Service (contoso)";

/**
 * Starts the API with no thread. It is strict: method, path, version, and what a body may hold.
 * Source: https://learn.microsoft.com/rest/api/azure/devops/git/pull-request-threads
 *
 * @param token What the job's SYSTEM_ACCESSTOKEN is.
 */
export async function startAzureDevOpsApi(token: string): Promise<AzureDevOpsApi> {
  const threads: Thread[] = [];
  const refused: string[] = [];
  const runs: { tags: string[] }[] = [];
  const root = "/contoso/6f1c/_apis/git/repositories/4b2a/pullRequests/7/threads";

  const add = (content: string, status = "active", displayName = "Mallory"): Thread => {
    const comments = [{ id: 1, content, author: { displayName } }];
    const thread = { id: 10 + threads.length, status, isDeleted: false, comments };
    threads.push(thread);
    return thread;
  };

  const routes: Record<string, (path: string, body: Call["body"]) => Reply> = {
    GET: () => ({ status: 200, body: { value: threads, count: threads.length } }),
    POST: (_, { comments, status }) => {
      const [comment] = Array.isArray(comments) ? comments : [];
      const { content, commentType, parentCommentId } = Object(comment);
      return typeof content === "string" && commentType === "text" && parentCommentId === 0
        ? { status: 200, body: add(content, String(status), buildService) }
        : { status: 400, body: { message: "A thread needs a comment" } };
    },
    PATCH: (path, { content }) => {
      const [, thread, id] = /^\/(\d+)\/comments\/(\d+)$/.exec(path) ?? [];
      const comments = threads.find((each) => String(each.id) === thread)?.comments;
      const comment = comments?.find((each) => String(each.id) === id);
      if (comment && comment.author.displayName !== buildService) {
        return { status: 403, body: { message: "Only its author may edit a comment" } };
      }
      return comment && typeof content === "string"
        ? { status: 200, body: Object.assign(comment, { content }) }
        : { status: 404, body: { message: "The comment is not there" } };
    },
  };

  function answer({ method, url, headers, body }: Call): Reply {
    const reply = judge(method, url, headers.authorization, body);
    if (reply.status !== 200) {
      refused.push(`${reply.status} ${method} ${url.pathname}`);
    }
    return reply;
  }

  function judge(method: string, url: URL, authorization: string | undefined, body: Call["body"]): Reply {
    // The page to sign in at.
    if (authorization !== `Bearer ${token}`) {
      return { status: 203, body: "<html>" };
    }
    if (url.searchParams.get("api-version") !== "7.1") {
      return { status: 400, body: { message: "Which version?" } };
    }
    const { definitions, statusFilter } = Object.fromEntries(url.searchParams);
    if (method === "GET" && url.pathname === "/contoso/6f1c/_apis/build/builds") {
      return definitions === "9" && statusFilter === "completed"
        ? { status: 200, body: { value: runs, count: runs.length } }
        : { status: 400, body: { message: "Which builds?" } };
    }
    if (!url.pathname.startsWith(root)) {
      return { status: 404, body: { message: "No such pull request" } };
    }
    return routes[method]?.(url.pathname.slice(root.length), body) ?? { status: 405 };
  }

  const server = await startServer(answer);
  return {
    threads,
    refused,
    runs,
    add,
    env: {
      SYSTEM_COLLECTIONURI: `${server.origin}/contoso/`,
      SYSTEM_TEAMPROJECTID: "6f1c",
      BUILD_REPOSITORY_ID: "4b2a",
      BUILD_BUILDID: "42",
      BUILD_SOURCEBRANCH: "refs/heads/main",
      SYSTEM_DEFINITIONID: "9",
      SYSTEM_PULLREQUEST_PULLREQUESTID: "7",
      SYSTEM_PULLREQUEST_SOURCECOMMITID: "0123456789abcdef0123456789abcdef01234567",
      SYSTEM_ACCESSTOKEN: token,
    },
    close: server.close,
  };
}
