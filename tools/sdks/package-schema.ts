import { z } from "zod";
import { findPulumiForEmbeddedTenant } from "../../pulumi-cli/find.ts";
import { startRun } from "../../pulumi-cli/run.ts";
import { repository } from "../../pulumi-cli/stack.ts";

/** What the making of SDKs goes by; the generators read the rest. */
const packageSchemaSchema = z.looseObject({
  name: z.string(),
  displayName: z.string(),
  version: z.string(),
  description: z.string(),
  repository: z.string(),
  pluginDownloadURL: z.string(),
  language: z.looseObject({
    go: z.looseObject({ importBasePath: z.string() }),
    python: z.looseObject({ packageName: z.string() }),
    csharp: z.looseObject({ rootNamespace: z.string() }),
    java: z.looseObject({ basePackage: z.string() }),
  }),
});

export type PackageSchema = z.output<typeof packageSchemaSchema>;

/**
 * The schema of this project's provider, from Pulumi itself: `pulumi package get-schema`.
 *
 * @param source What the CLI gets it from; by default the folder of the provider.
 * @throws Error with what the CLI printed, and ZodError where the schema has no section for a language.
 */
export async function readPackageSchema(source = "./intune"): Promise<PackageSchema> {
  // No tenant is asked for a schema: where Pulumi's own language host is not installed, the stand-in will do.
  const cli = await findPulumiForEmbeddedTenant();
  const { ended } = startRun(cli.command, ["package", "get-schema", source], {
    cwd: repository,
    // The CLI has npm install what a provider in a folder needs, which a checkout has.
    env: { ...process.env, ...cli.env, npm_config_dry_run: "true", npm_config_audit: "false" },
  });
  const { code, stdout, stderr } = await ended;
  if (code !== 0) {
    throw new Error(
      `\`pulumi package get-schema ${source}\` ended with exit code ${code}:\n${stderr.trim()}`,
    );
  }
  return packageSchemaSchema.parse(JSON.parse(stdout));
}
