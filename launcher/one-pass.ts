/**
 * Whether the engine reads each resource when the program declares it, instead of all of them before the program starts. The
 * CLI's own variable says so to the program and to plugins, which inherit it.
 * Source: https://www.pulumi.com/docs/iac/cli/environment-variables/
 */
export function isOnePass(env: Readonly<Record<string, string | undefined>>): boolean {
  return /^(?:1|true)$/i.test(env.PULUMI_RUN_PROGRAM ?? "");
}
