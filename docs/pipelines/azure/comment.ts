// Writes what a pull request in Azure Repos would change into one comment of it, which every later run updates.
//   node comment.ts FILE, where FILE holds the Markdown of `npm run preview-summary`
import { readFile } from "node:fs/promises";

/** What Azure Repos answers with for a thread, as far as it is used here. */
type Thread = {
  readonly id: number;
  readonly isDeleted?: boolean;
  readonly comments: readonly { readonly id: number; readonly content?: string }[];
};

try {
  process.stdout.write(`${await comment(await readFile(process.argv[2] ?? "", "utf8"))}\n`);
} catch (fault) {
  const message = fault instanceof Error ? fault.message : String(fault);
  process.stdout.write(`##vso[task.logissue type=error]${oneLine(message)}\n`);
  process.exitCode = 1;
}

async function comment(summary: string): Promise<string> {
  const marker = `<!-- pin-reset preview of ${variable("PULUMI_STACK")} -->`;
  const run = `${variable("SYSTEM_COLLECTIONURI")}${variable("SYSTEM_TEAMPROJECTID")}/_build/results?buildId=${variable("BUILD_BUILDID")}`;
  const source = `For commit ${variable("SYSTEM_PULLREQUEST_SOURCECOMMITID")}, by [this run](${run}).`;
  const content = [marker, summary, source].join("\n");
  const { value: threads } = (await send("GET", "")) as { value: Thread[] };
  for (const thread of threads) {
    const [first] = thread.comments;
    if (thread.isDeleted || first?.content?.split(/\r?\n/, 1)[0] !== marker) {
      continue;
    }
    await send("PATCH", `/${thread.id}/comments/${first.id}`, { content });
    return `Updated the comment of pull request ${variable("SYSTEM_PULLREQUEST_PULLREQUESTID")}.`;
  }
  // A closed thread holds up no pull request, even where a branch policy requires resolved comments.
  const comments = [{ parentCommentId: 0, content, commentType: "text" }];
  await send("POST", "", { comments, status: "closed" });
  return `Wrote the comment of pull request ${variable("SYSTEM_PULLREQUEST_PULLREQUESTID")}.`;
}

/** Text as one line in which the agent finds no command. */
function oneLine(text: string): string {
  return visible(text.replace(/[\r\n]+/g, " ")).replace(/#(?=\p{M}*#)/gu, "# ");
}

/** Text with what a reader would not see, such as a control character or a bidi override, as an escape: `\u{202E}`. */
function visible(text: string): string {
  return text.replace(
    /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16).toUpperCase()}}`,
  );
}

/** Source: https://learn.microsoft.com/rest/api/azure/devops/git/pull-request-threads */
async function send(method: string, path: string, body?: object): Promise<unknown> {
  const repository = `${variable("SYSTEM_COLLECTIONURI")}${variable("SYSTEM_TEAMPROJECTID")}/_apis/git/repositories/${variable("BUILD_REPOSITORY_ID")}`;
  const pullRequest = `${repository}/pullRequests/${variable("SYSTEM_PULLREQUEST_PULLREQUESTID")}`;
  const answer = await fetch(`${pullRequest}/threads${path}?api-version=7.1`, {
    method,
    headers: {
      authorization: `Bearer ${variable("SYSTEM_ACCESSTOKEN")}`,
      "content-type": "application/json",
    },
    redirect: "error",
    signal: AbortSignal.timeout(30_000),
    ...(body && { body: JSON.stringify(body) }),
  });
  // Without a good token Azure DevOps answers 203 with the page to sign in at.
  if (answer.ok && answer.status !== 203) {
    return await answer.json();
  }
  throw new Error(
    `Azure DevOps answered ${answer.status} to ${method} of the pull request's threads. ` +
      "May the build service contribute to pull requests (project settings, repositories, security)?",
  );
}

/** The value of an environment variable; throws an error that names it if it is missing. */
function variable(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`The environment variable ${name} is missing.`);
  }
  return value;
}
