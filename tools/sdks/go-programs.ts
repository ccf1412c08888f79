import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { cachedCli, cliFolder, fillOnce } from "../../pulumi-cli/cache.ts";
import { executableName, findOnPath } from "../../pulumi-cli/executables.ts";
import { findPulumiForEmbeddedTenant } from "../../pulumi-cli/find.ts";
import { buildGoProgram } from "../../pulumi-cli/go-program.ts";

const moduleFolder = path.join(import.meta.dirname, "generator");

export type FindOptions = {
  readonly env?: NodeJS.ProcessEnv;
  /** Gets progress, a line at a time; by default standard error. */
  readonly log?: (line: string) => void;
};

type GoProgram = {
  /** The executable's name. */
  readonly executable: string;
  /** What tells one build of it from another. */
  readonly version: string;
  readonly package: string;
};

/**
 * The program that makes SDKs of a package schema, by Pulumi's code generators: built from the Go module registry, and kept in
 * the cache. It takes about 15 s on 2 cores where the Pulumi CLI was built there before, since they have most modules in common.
 *
 * @returns The executable's path.
 * @throws Error that says that there is no Go, or what Go said last.
 */
export async function findSdkGenerator(options: FindOptions = {}): Promise<string> {
  const hash = createHash("sha256");
  for (const file of ["go.mod", "main.go", "logo.png"]) {
    hash.update(readFileSync(path.join(moduleFolder, file)));
  }
  const version = hash.digest("hex").slice(0, 16);
  return await findOrBuild({ executable: "pulumi-sdk-generator", version, package: "." }, options);
}

/**
 * The language host that runs YAML programs: on PATH, or beside an official CLI, else built as the generator is.
 *
 * @returns The executable's path.
 * @throws Error that says that there is no Go, or what Go said last.
 */
export async function findYamlHost(options: FindOptions = {}): Promise<string> {
  const executable = "pulumi-language-yaml";
  const env = options.env ?? process.env;
  const cli = path.dirname((await findPulumiForEmbeddedTenant(env)).command);
  const installed = findOnPath(executable, { PATH: [env.PATH, cli].join(path.delimiter) });
  const module = "github.com/pulumi/pulumi-yaml";
  return (
    installed ??
    (await findOrBuild(
      { executable, version: pinnedVersion(module), package: `${module}/cmd/${executable}` },
      options,
    ))
  );
}

async function findOrBuild(
  { executable, version, package: packagePath }: GoProgram,
  { env = process.env, log = logToStandardError }: FindOptions,
): Promise<string> {
  const folder = cliFolder(env, version, "build", executable);
  const build = (draft: string): Promise<void> =>
    buildGoProgram(
      {
        name: `${executable} ${version}`,
        moduleFolder,
        args: buildArguments(path.join(draft, "bin", executableName(executable)), packagePath),
        duration: "15 s to 2 minutes",
      },
      env,
      log,
    );
  return (
    cachedCli(folder, executable) ??
    (await fillOnce(
      folder,
      build,
      () => log(`Another process is building ${executable}: waiting.`),
      executable,
    ))
  );
}

/** The flags of the CLI's build: Go uses again what was compiled with the same flags, and nothing else. */
function buildArguments(output: string, packagePath: string): string[] {
  return ["build", "-trimpath", "-gcflags=all=-dwarf=false", "-ldflags", "-s -w", "-o", output, packagePath];
}

function pinnedVersion(module: string): string {
  const file = path.join(moduleFolder, "go.mod");
  const line = readFileSync(file, "utf8")
    .split("\n")
    .find((each) => each.trim().startsWith(`${module} v`));
  const version = line?.trim().split(" v")[1]?.split(" ")[0];
  if (version === undefined) {
    throw new Error(`${file} does not require ${module}`);
  }
  return version;
}

function logToStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}
