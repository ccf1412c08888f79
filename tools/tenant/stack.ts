import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PulumiCli } from "../../pulumi-cli/find.ts";
import { startRun } from "../../pulumi-cli/run.ts";

/** The passphrase that the salt in Pulumi.dev.yaml belongs to. It protects nothing: that stack has no secrets. */
const passphrase = "embedded-tenant";

/** A backend of its own for stacks of embedded tenants, in `directory`. Returns the variables by which Pulumi finds it. */
export async function prepareBackend(directory: string): Promise<Record<string, string>> {
  const backend = join(directory, "pulumi");
  await mkdir(backend, { recursive: true });
  return { PULUMI_BACKEND_URL: pathToFileURL(backend).href, PULUMI_CONFIG_PASSPHRASE: passphrase };
}

/**
 * A backend of its own for stacks of the embedded tenant, in `directory`, with the stack `dev` made in it, and selected where
 * that is wanted: a Pulumi CLI before 3.259 may remember one for all backends, and forget the user's own.
 * Returns the variables by which Pulumi finds it.
 *
 * @throws Error with what the CLI printed, when it cannot create the stack.
 */
export async function prepareStack(
  cli: PulumiCli,
  directory: string,
  project: string,
  { select }: { readonly select: boolean },
): Promise<Record<string, string>> {
  const variables = await prepareBackend(directory);
  const env = { ...process.env, ...cli.env, ...variables };
  const args = ["stack", "init", "dev", ...(select ? [] : ["--no-select"])];
  const { code, stderr } = await startRun(cli.command, args, { cwd: project, env }).ended;
  if (code !== 0) {
    throw new Error(`pulumi ${args.join(" ")} failed: ${stderr}`);
  }
  return variables;
}
