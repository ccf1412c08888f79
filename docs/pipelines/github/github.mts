import { setTimeout as wait } from "node:timers/promises";

/** What GitHub's REST API answers with for a comment or an issue, as far as it is used here. */
export type Entry = {
  readonly id: number;
  readonly number?: number;
  readonly body?: string | null;
  readonly html_url: string;
  readonly user?: { readonly login: string } | null;
  /** Set where an issue is a pull request. */
  readonly pull_request?: unknown;
};

/** Whom the token of a job writes as. */
const author = "github-actions[bot]";
const attempts = 3;
const timeoutMilliseconds = 30_000;

/** The value of an environment variable; throws an error that names it if it is missing. */
export function variable(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`The environment variable ${name} is missing.`);
  }
  return value;
}

/**
 * Finds the comment or issue that an earlier run wrote: by the first line of its body, and by its author, so that
 * no one else can pass theirs off as it.
 *
 * @param path Below the repository, with a query; GitHub's pages are followed.
 */
export async function findOurs(path: string, marker: string): Promise<Entry | undefined> {
  for (let next: string | undefined = url(path); next !== undefined; ) {
    const answer: Response = await send("GET", next);
    const entries = (await answer.json()) as Entry[];
    const found = entries.find(
      ({ body, user, pull_request }) =>
        pull_request === undefined && user?.login === author && firstLine(body) === marker,
    );
    if (found !== undefined) {
      return found;
    }
    next = /<([^>]+)>;\s*rel="next"/.exec(answer.headers.get("link") ?? "")?.[1];
  }
  return undefined;
}

/** Writes to a path below the repository. Source: https://docs.github.com/rest/issues */
export async function write(method: "POST" | "PATCH", path: string, body: object): Promise<Entry> {
  const answer = await send(method, url(path), body);
  return (await answer.json()) as Entry;
}

/** Where this run is shown. */
export function runUrl(): string {
  return `${variable("GITHUB_SERVER_URL")}/${variable("GITHUB_REPOSITORY")}/actions/runs/${variable("GITHUB_RUN_ID")}`;
}

/** Runs a script's work; a failure is one line of the log, marked as an error. */
export async function main(work: () => Promise<string>): Promise<void> {
  try {
    process.stdout.write(`${oneLine(await work())}\n`);
  } catch (fault) {
    process.stdout.write(`::error::${oneLine(fault instanceof Error ? fault.message : String(fault))}\n`);
    process.exitCode = 1;
  }
}

/** Text as one line in which the runner finds no command: it looks for `::` at its beginning and for `##[` anywhere. */
function oneLine(text: string): string {
  return visible(text.replace(/[\r\n]+/g, " "))
    .replace(/#(?=\p{M}*#)/gu, "# ")
    .replace(/^([\s\p{M}]*):(?=\p{M}*:)/u, "$1: ");
}

/** Text with what a reader would not see, such as a control character or a bidi override, as an escape: `\u{202E}`. */
export function visible(text: string): string {
  return text.replace(
    /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16).toUpperCase()}}`,
  );
}

/** The first lines of a text, as many as fit: a line that is cut could end in the midst of what keeps it from being Markdown. */
export function firstLines(text: string, mostCharacters: number): string {
  if (text.length <= mostCharacters) {
    return text.trimEnd();
  }
  const end = text.lastIndexOf("\n", mostCharacters);
  return text.slice(0, Math.max(end, 0)).trimEnd();
}

async function send(method: string, target: string, body?: object): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await fetch(target, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${variable("GITHUB_TOKEN")}`,
        "content-type": "application/json",
        "user-agent": "pin-reset-pipeline",
        "x-github-api-version": "2022-11-28",
      },
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMilliseconds),
      ...(body && { body: JSON.stringify(body) }),
    });
    if (answer.ok) {
      return answer;
    }
    // A POST that failed may have been done all the same, and would be done twice.
    if (method === "POST" || answer.status < 500 || attempt === attempts) {
      throw await refusal(method, answer);
    }
    await wait(attempt * 1000);
  }
}

async function refusal(method: string, answer: Response): Promise<Error> {
  const text = await answer.text();
  const hint =
    answer.status === 403 || answer.status === 404
      ? " Does the workflow grant this job the permission (`permissions:`)?"
      : "";
  const { pathname } = new URL(answer.url);
  return new Error(`GitHub answered ${answer.status} to ${method} ${pathname}: ${text.slice(0, 300)}${hint}`);
}

function url(path: string): string {
  return `${variable("GITHUB_API_URL")}/repos/${variable("GITHUB_REPOSITORY")}${path}`;
}

function firstLine(text: string | null | undefined): string | undefined {
  return text?.split(/\r?\n/, 1)[0];
}
