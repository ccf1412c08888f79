// Writes what a pull request in Azure Repos would change into one comment of it, which every later run updates.
//   node comment.mts FILE, where FILE holds the Markdown of `npm run preview-summary`
import { readFile } from "node:fs/promises";
import { ask, main, runUrl, variable } from "./agent.mts";

/** What Azure Repos answers with for a thread, as far as it is used here. */
type Thread = {
  readonly id: number;
  readonly isDeleted?: boolean;
  readonly comments: readonly { readonly id: number; readonly content?: string }[];
};

/** How a change of somebody else's comment may be refused; which of them Azure DevOps gives is not documented. */
const refusals: readonly number[] = [400, 401, 403, 404];

await main(async () => await comment(await readFile(process.argv[2] ?? "", "utf8")));

async function comment(summary: string): Promise<string> {
  const marker = `<!-- pin-reset preview of ${variable("PULUMI_STACK")} -->`;
  const source = `For commit ${variable("SYSTEM_PULLREQUEST_SOURCECOMMITID")}, by [this run](${runUrl()}).`;
  const content = [marker, summary, source].join("\n");
  const { value: threads } = (await accepted("GET", "").then((answer) => answer.json())) as {
    value: Thread[];
  };
  for (const thread of threads) {
    const [first] = thread.comments;
    if (thread.isDeleted || first?.content?.split(/\r?\n/, 1)[0] !== marker) {
      continue;
    }
    // Only its author may change a comment: anybody can write one that begins as ours does.
    const answer = await send("PATCH", `/${thread.id}/comments/${first.id}`, { content });
    if (!refusals.includes(answer.status)) {
      checkAccepted("PATCH", answer);
      return `Updated the comment of pull request ${variable("SYSTEM_PULLREQUEST_PULLREQUESTID")}.`;
    }
  }
  // A closed thread holds up no pull request, even where a branch policy requires resolved comments.
  const comments = [{ parentCommentId: 0, content, commentType: "text" }];
  await accepted("POST", "", { comments, status: "closed" });
  return `Wrote the comment of pull request ${variable("SYSTEM_PULLREQUEST_PULLREQUESTID")}.`;
}

/** Source: https://learn.microsoft.com/rest/api/azure/devops/git/pull-request-threads */
async function send(method: string, path: string, body?: object): Promise<Response> {
  const repository = `${variable("SYSTEM_COLLECTIONURI")}${variable("SYSTEM_TEAMPROJECTID")}/_apis/git/repositories/${variable("BUILD_REPOSITORY_ID")}`;
  const pullRequest = `${repository}/pullRequests/${variable("SYSTEM_PULLREQUEST_PULLREQUESTID")}`;
  return await ask(method, `${pullRequest}/threads${path}?api-version=7.1`, body);
}

async function accepted(method: string, path: string, body?: object): Promise<Response> {
  const answer = await send(method, path, body);
  checkAccepted(method, answer);
  return answer;
}

function checkAccepted(method: string, { ok, status }: Response): void {
  if (!ok || status === 203) {
    throw new Error(
      `Azure DevOps answered ${status} to ${method} of the pull request's threads. ` +
        "May the build service contribute to pull requests (project settings, repositories, security)?",
    );
  }
}
