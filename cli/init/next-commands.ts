import type { Answers } from "./answers.ts";

/**
 * The two commands that come after the file, as they are typed in every shell: without an option, since many versions of npm's script
 * for PowerShell lose the `--` and the options after it. Where the environment names the backend, there is no need to log in.
 */
export function nextCommands({ stack, backend }: Answers, env: NodeJS.ProcessEnv): [string, string] {
  const create = `npm run pulumi -- stack init ${stack}`;
  return backend === env.PULUMI_BACKEND_URL
    ? [create, `npm run pulumi -- preview`]
    : [`npm run pulumi -- login${argumentOf(backend)}`, create];
}

function argumentOf(backend: string): string {
  return backend === "cloud" ? "" : ` '${backend}'`;
}
