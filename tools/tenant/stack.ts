import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { PulumiCli } from "../../pulumi-cli/find.ts";

/** The passphrase that the salt in Pulumi.dev.yaml belongs to. It protects nothing: that stack has no secrets. */
const passphrase = "embedded-tenant";

/**
 * A backend of its own for stacks of the embedded tenant, in `directory`, with the stack `dev` made in it.
 * Gives the variables by which Pulumi finds it. Throws what the CLI prints when it cannot make the stack.
 */
export async function prepareStack(
  cli: PulumiCli,
  directory: string,
  project: string,
): Promise<Record<string, string>> {
  const backend = join(directory, "pulumi");
  await mkdir(backend, { recursive: true });
  const variables = {
    PULUMI_BACKEND_URL: pathToFileURL(backend).href,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
  };
  const env = { ...process.env, ...cli.env, ...variables };
  await promisify(execFile)(cli.command, ["stack", "select", "dev", "--create", "--non-interactive"], {
    cwd: project,
    env,
  });
  return variables;
}
