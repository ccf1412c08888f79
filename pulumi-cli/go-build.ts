import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { executableName, findOnPath } from "./executables.ts";
import { builtVersion } from "./version.ts";

const moduleFolder = import.meta.dirname;
const packagePath = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const reportEveryMilliseconds = 15_000;
const linesOfError = 5;

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

/** What is added to the environment of `go`. */
function buildEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    // A go.work further up would take the place of go.mod.
    GOWORK: "off",
    // No C compiler is needed then.
    CGO_ENABLED: "0",
    // Fewer garbage collections: a quarter less processor time, for up to 1 GB of memory for each core instead of 0.7.
    GOGC: env.GOGC || "400",
  };
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
  const go = findOnPath("go", env);
  if (go === undefined) {
    throw new Error("no `go` on PATH");
  }
  log(`Building the Pulumi CLI ${builtVersion} from the Go module registry: about 2 minutes, this once.`);
  const started = Date.now();
  const progress = setInterval(() => {
    log(`Still building the Pulumi CLI (${Math.round((Date.now() - started) / 1000)} s).`);
  }, reportEveryMilliseconds);
  try {
    await runGo(go, buildArguments(path.join(folder, "bin", executableName("pulumi"))), env);
  } finally {
    clearInterval(progress);
  }
  log(`Built the Pulumi CLI in ${Math.round((Date.now() - started) / 1000)} s.`);
}

async function runGo(go: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(go, args, {
    cwd: moduleFolder,
    env: { ...env, ...buildEnvironment(env) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    errors += chunk;
  });
  const stop = (): void => {
    child.kill();
  };
  process.once("exit", stop);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        if (code === 0) {
          resolve();
        } else {
          reject(new Error(`${go} build ended with ${signal ?? `exit code ${code}`}${lastLines(errors)}`));
        }
      });
    });
  } finally {
    process.off("exit", stop);
  }
}

function lastLines(text: string): string {
  const lines = text.trim().split("\n").slice(-linesOfError);
  return lines[0] === "" ? "" : `: ${lines.join("\n      ")}`;
}
