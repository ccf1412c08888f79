import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import type { Issue } from "../lint-pipelines/issue.ts";

const report = z.array(
  z.object({ code: z.string(), line: z.number(), column: z.number(), message: z.string() }),
);

/**
 * What hadolint (https://github.com/hadolint/hadolint) finds in a Dockerfile, and each base image that is not pinned.
 *
 * @param hadolint Its path.
 * @param file As it is called in an issue.
 */
export async function lintDockerfile(hadolint: string, file: string, text: string): Promise<Issue[]> {
  const ran = promisify(execFile)(hadolint, ["--no-fail", "--format", "json", "-"]);
  ran.child.stdin?.end(text);
  const found = report.parse(JSON.parse((await ran).stdout));
  return [
    ...found.map(({ code, line, column, message }) => ({
      file,
      line,
      column,
      message: `${code} ${message}`,
    })),
    ...unpinnedBases(file, text),
  ];
}

/** Each base image of a Dockerfile that has no tag or no digest. */
export function unpinnedBases(file: string, text: string): Issue[] {
  const stages = new Set([...text.matchAll(/^FROM .* AS (\S+)$/gm)].map(([, name]) => name));
  return text.split("\n").flatMap((line, index) => {
    const base = /^FROM (\S+)/.exec(line)?.[1];
    if (base === undefined || stages.has(base) || /:[\w.-]+@sha256:[0-9a-f]{64}$/.test(base)) {
      return [];
    }
    const message =
      "a base image is pinned to a digest, with its tag before it: `image:1.2.3@sha256:<64 digits>`";
    return [{ file, line: index + 1, column: 6, message }];
  });
}
