import path from "node:path";
import languageMessages, { type RunRequest, type RunResponse } from "@pulumi/pulumi/proto/language_pb.js";
import { type Ending, startChild } from "./children.ts";
import { readRuntimeOptions } from "./runtime-options.ts";
import { locateSdkModule } from "./sdk.ts";

// The SDK's runner ends with it when the program's error has reached the engine already.
const exitCodeOfLoggedError = 32;

/**
 * Runs a Pulumi program to its end, by the runner of the SDK that it has installed.
 *
 * @param request The engine's request: program, stack, configuration, monitor.
 * @param engineAddress The engine's own address, for logging; `HOST:PORT`.
 * @returns An empty response after success; `bail` where the user has seen the error; `error` otherwise.
 */
export async function runProgram(request: RunRequest, engineAddress: string): Promise<RunResponse> {
  const response = new languageMessages.RunResponse();
  try {
    const { ended } = startProgram(request, engineAddress);
    return toResponse(await ended, response);
  } catch (fault) {
    response.setError(fault instanceof Error ? fault.message : String(fault));
    return response;
  }
}

function startProgram(request: RunRequest, engineAddress: string): ReturnType<typeof startChild> {
  const directory = request.getInfo()?.getProgramDirectory() || request.getPwd();
  const options = readRuntimeOptions(request.getInfo());
  const runner = locateSdkModule(directory, "cmd/run");
  const debugging = request.getAttachDebugger() ? ["--inspect-brk", "--inspect-publish-uid=http"] : [];
  const args = [...options.nodeArguments, ...debugging, runner, ...runnerArguments(request, engineAddress)];
  return startChild(process.execPath, args, {
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      ...options.environment,
      ...compileCache(process.env.NODE_COMPILE_CACHE),
      PULUMI_CONFIG: JSON.stringify(configOf(request)),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
  });
}

/**
 * The SDK sets a flag of V8 while it loads, and V8 rejects what was compiled under other flags: in one folder,
 * programs and plugins would throw out each other's code in every run.
 */
function compileCache(folder: string | undefined): { NODE_COMPILE_CACHE?: string } {
  return folder ? { NODE_COMPILE_CACHE: path.join(folder, "programs") } : {};
}

function runnerArguments(request: RunRequest, engineAddress: string): string[] {
  const info = request.getInfo();
  const flags: [string, string][] = [
    ["monitor", request.getMonitorAddress()],
    ["engine", engineAddress],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["root-directory", info?.getRootDirectory() ?? ""],
    ["stack", request.getStack()],
    ["pwd", info?.getProgramDirectory() || request.getPwd()],
    ["parallel", String(request.getParallel())],
  ];
  return [
    ...flags.flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info?.getEntryPoint() || request.getProgram() || ".",
    ...request.getArgsList(),
  ];
}

/** Keys as `namespace:config:name`: the only form that every published SDK reads. */
function configOf(request: RunRequest): Record<string, string> {
  const entries = request.getConfigMap().toArray();
  return Object.fromEntries(
    entries.map(([key, value]) => [key.replace(/^([^:]+):(?!config:)/, "$1:config:"), value]),
  );
}

function toResponse(ending: Ending, response: RunResponse): RunResponse {
  if (ending.fault !== undefined) {
    response.setError(`Node.js could not be started (${process.execPath}): ${ending.fault.message}`);
  } else if (ending.code === exitCodeOfLoggedError) {
    response.setBail(true);
  } else if (ending.signal !== null) {
    response.setError(`The program was ended by ${ending.signal}`);
  } else if (ending.code !== 0) {
    response.setError(`Program exited with non-zero exit code: ${ending.code}`);
  }
  return response;
}
