import { z } from "zod";
import { pluginDownloadUrl, repository as repositoryUrl } from "../../package-names.ts";
import { findPulumiForEmbeddedTenant } from "../../pulumi-cli/find.ts";
import { startRun } from "../../pulumi-cli/run.ts";
import { repository } from "../../pulumi-cli/stack.ts";

/**
 * What the making of SDKs goes by; the generators read the rest. What a schema leaves out is filled in, so that an SDK has the names
 * under which it is published, and the version of the provider, which the generators leave to the publisher otherwise.
 */
const packageSchemaSchema = z.looseObject({
  name: z.string(),
  displayName: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string().default("Apache-2.0"),
  homepage: z.string().default(repositoryUrl),
  repository: z.string().default(repositoryUrl),
  pluginDownloadURL: z.string().default(pluginDownloadUrl),
  language: z
    .looseObject({
      go: z
        .looseObject({
          importBasePath: z.string().default(`${repositoryUrl.replace("https://", "")}/sdk/go/intune`),
          respectSchemaVersion: z.boolean().default(true),
        })
        .prefault({}),
      python: z
        .looseObject({
          packageName: z.string().default("pulumi_intune"),
          pyproject: z.looseObject({ enabled: z.boolean() }).default({ enabled: true }),
          respectSchemaVersion: z.boolean().default(true),
        })
        .prefault({}),
      csharp: z
        .looseObject({
          rootNamespace: z.string().default("PinResetAsCode"),
          respectSchemaVersion: z.boolean().default(true),
        })
        .prefault({}),
      java: z
        .looseObject({
          basePackage: z.string().default("io.github.pinreset"),
          buildFiles: z.string().default("gradle"),
        })
        .prefault({}),
    })
    .prefault({}),
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
    env: { ...process.env, ...cli.env },
  });
  const { code, stdout, stderr } = await ended;
  if (code !== 0) {
    throw new Error(
      `\`pulumi package get-schema ${source}\` ended with exit code ${code}:\n${stderr.trim()}`,
    );
  }
  return packageSchemaSchema.parse(JSON.parse(stdout));
}
