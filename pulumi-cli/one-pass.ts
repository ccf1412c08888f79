import { commandOf } from "./arguments.ts";
import { isAtLeast } from "./version.ts";

/** The first CLI whose previews can refresh each resource when the program declares it. */
const oldestVersion = "3.231.0";

const variable = "PULUMI_RUN_PROGRAM";

/** Options that choose what a preview covers, what it writes, or how it refreshes: with them, the CLI does as it always does. */
const unaffected =
  /^(?:--(?:refresh|run-program|save-plan|import-file|target|target-replace|replace|exclude)(?:=|$)|-[^-]*[rtx])/;

/**
 * What lets a preview refresh each resource when the program declares it, instead of all of them before the program starts:
 * plugins are started once, and the program loads while they sign in. Only for previews: an update refreshes first, as the
 * CLI does by default. PULUMI_RUN_PROGRAM=false turns it off.
 * Source: https://www.pulumi.com/docs/iac/cli/commands/pulumi_preview/
 *
 * @param version The CLI's, `major.minor.patch`.
 * @param args The CLI's arguments.
 * @param env The environment that the CLI runs in.
 * @returns What to add to the environment that the CLI runs in.
 */
export function onePass(
  version: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Record<string, string> {
  const isPreview = ["preview", "pre"].includes(commandOf(args) ?? "");
  const applies = isPreview && !args.some((arg) => unaffected.test(arg)) && env[variable] === undefined;
  return applies && isAtLeast(version, oldestVersion) ? { [variable]: "true" } : {};
}
