import { open, rm } from "node:fs/promises";
import { credentialVariables } from "../../graph/credentials/settings.ts";
import { ExplainedError } from "../../text/explained-error.ts";

export type Variables = Readonly<Record<string, string>>;

/** What a user has in their environment for a tenant of their own: another way to sign in, another cloud, another stack. */
export const ofOwnTenant: readonly string[] = [
  ...new Set(Object.values(credentialVariables).flat()),
  "ARM_SUBSCRIPTION_ID",
  "PULUMI_STACK",
  "PULUMI_BACKEND_URL",
  "PULUMI_CONFIG_PASSPHRASE",
  "PULUMI_CONFIG_PASSPHRASE_FILE",
];

/** The environment for what must reach an embedded tenant and nothing else. */
export function withoutOwnTenant(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ofOwnTenant.includes(name)));
}

/** Lines that set variables, as each kind of shell takes them. */
export const formats = {
  bash: (variables: Variables) =>
    linesOf(variables, (name, value) => `export ${name}='${value.replaceAll("'", "'\\''")}'`),
  powershell: (variables: Variables) =>
    linesOf(variables, (name, value) => `$env:${name} = '${value.replaceAll("'", "''")}'`),
  // Single quotes keep a value as it is, for a shell that reads the file too; dotenv has no way to escape one.
  dotenv: (variables: Variables) =>
    linesOf(variables, (name, value) => (value.includes("'") ? `${name}="${value}"` : `${name}='${value}'`)),
} as const;

export type Format = keyof typeof formats;

/**
 * Writes variables into a new file that its owner alone may read. Returns what removes it.
 *
 * @throws ExplainedError where there is such a file, which is not written over.
 */
export async function writeEnvFile(file: string, variables: Variables): Promise<() => Promise<void>> {
  try {
    const opened = await open(file, "wx", 0o600);
    await opened.writeFile(formats.dotenv(variables));
    await opened.close();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      throw new ExplainedError({
        code: "env-file-exists",
        message: `--env-file ${file} exists, and is not written over: it is removed when the tenant ends.`,
        hint: "Name another file, or remove that one.",
      });
    }
    throw error;
  }
  return () => rm(file, { force: true });
}

function linesOf(variables: Variables, line: (name: string, value: string) => string): string {
  return Object.entries(variables)
    .map(([name, value]) => `${line(name, value)}\n`)
    .join("");
}
