import { commandOf } from "./arguments.ts";
import { isAtLeast } from "./version.ts";

/** Since then a preview can refresh each resource as the program declares it. */
const oldestVersion = "3.231.0";

const variable = "PULUMI_RUN_PROGRAM";

/** What decides what else a preview covers or writes down, or which refresh it makes: left to the CLI's own way. */
const otherwise =
  /^(?:--(?:refresh|run-program|save-plan|import-file|target|target-replace|replace|exclude)(?:=|$)|-[^-]*[rtx])/;

/**
 * What lets a preview refresh each resource as the program declares it, instead of all of them before the program starts:
 * plugins are started once, and the program loads while they sign in. For previews alone: an update refreshes first, as
 * the CLI does by itself. PULUMI_RUN_PROGRAM=false turns it off.
 * Source: https://www.pulumi.com/docs/iac/cli/commands/pulumi_preview/
 *
 * @param version The CLI's, `major.minor.patch`.
 * @param args The CLI's arguments.
 * @returns What to add to the environment that the CLI runs in.
 */
export function onePass(
  version: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Record<string, string> {
  const isPreview = ["preview", "pre"].includes(commandOf(args) ?? "");
  const applies = isPreview && !args.some((arg) => otherwise.test(arg)) && env[variable] === undefined;
  return applies && isAtLeast(version, oldestVersion) ? { [variable]: "true" } : {};
}
