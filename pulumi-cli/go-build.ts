import { readFileSync } from "node:fs";
import path from "node:path";
import { executableName } from "./executables.ts";
import { buildGoProgram } from "./go-program.ts";
import { builtVersion } from "./version.ts";

const moduleFolder = import.meta.dirname;
const packagePath = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

/** The oldest Go that can build the CLI, as go.mod says. */
export function oldestGo(): string {
  const version = /^go (\S+)$/m.exec(readFileSync(path.join(moduleFolder, "go.mod"), "utf8"))?.[1];
  if (version === undefined) {
    throw new Error(`${path.join(moduleFolder, "go.mod")} has no line \`go VERSION\``);
  }
  return version;
}

/** The arguments of `go` that build the CLI reproducibly, with its version stamped in: without it, it knows none. */
export function buildArguments(output: string): string[] {
  const stamp = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${builtVersion}`;
  // The linker drops debugging information (-w), so the compiler need not generate it.
  const compiler = "-gcflags=all=-dwarf=false";
  return ["build", "-trimpath", compiler, "-ldflags", `-s -w ${stamp}`, "-o", output, packagePath];
}

/**
 * Builds the CLI from the Go module registry, all but `pulumi api` (see without-api/): about 2 minutes on 2 cores.
 *
 * @param folder Gets `bin/pulumi`.
 * @param log Gets a line of progress every 15 s.
 * @throws Error that says that there is no Go, or what Go said last.
 */
export async function buildCli(
  folder: string,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<void> {
  const program = {
    name: `Pulumi CLI ${builtVersion}`,
    moduleFolder,
    args: buildArguments(path.join(folder, "bin", executableName("pulumi"))),
    duration: "about 2 minutes",
  };
  await buildGoProgram(program, env, log);
}
