import { spawn } from "node:child_process";
import { findOnPath } from "./executables.ts";

const reportEveryMilliseconds = 15_000;
const linesOfError = 5;

/** A program that is built from the Go module registry. */
export type GoProgram = {
  /** As `Pulumi CLI 3.259.0`. */
  readonly name: string;
  /** The folder of go.mod and go.sum, which pin every module. */
  readonly moduleFolder: string;
  /** The arguments of `go`. */
  readonly args: readonly string[];
  /** How long it takes, as `about 2 minutes`. */
  readonly duration: string;
};

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
 * Builds a program with the `go` on PATH.
 *
 * @param log Gets a line of progress every 15 s.
 * @throws Error that says that there is no Go, or what Go said last.
 */
export async function buildGoProgram(
  { name, moduleFolder, args, duration }: GoProgram,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<void> {
  const go = findOnPath("go", env);
  if (go === undefined) {
    throw new Error("no `go` on PATH");
  }
  log(`Building the ${name} from the Go module registry: ${duration}, this once.`);
  const started = Date.now();
  const short = name.replace(/ \S+$/, "");
  const progress = setInterval(() => {
    log(`Still building the ${short} (${Math.round((Date.now() - started) / 1000)} s).`);
  }, reportEveryMilliseconds);
  try {
    await runGo(go, args, moduleFolder, env);
  } finally {
    clearInterval(progress);
  }
  log(`Built the ${short} in ${Math.round((Date.now() - started) / 1000)} s.`);
}

async function runGo(
  go: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const child = spawn(go, args, {
    cwd,
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
