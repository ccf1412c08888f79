import type { ServerWritableStream } from "@grpc/grpc-js";
import languageMessages, {
  type InstallDependenciesRequest,
  type InstallDependenciesResponse,
} from "@pulumi/pulumi/proto/language_pb.js";
import { interruptChild, startChild } from "./children.ts";
import { readRuntimeOptions } from "./runtime-options.ts";

/**
 * Installs a program's dependencies with the package manager that Pulumi.yaml names, passing its output on.
 *
 * @param call The engine's call, which names the program's folder.
 * @throws Error that names the command, where it cannot be started or fails.
 */
export async function installDependencies(
  call: ServerWritableStream<InstallDependenciesRequest, InstallDependenciesResponse>,
): Promise<void> {
  const info = call.request.getInfo();
  const directory = info?.getProgramDirectory() || call.request.getDirectory();
  const { packageManager } = readRuntimeOptions(info);
  const { child, ended } = startChild(packageManager, ["install"], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
    // Package managers are .cmd files on Windows, which only a shell starts.
    shell: process.platform === "win32",
  });
  call.once("cancelled", () => interruptChild(child));
  child.stdout?.on("data", (chunk: Buffer) => call.write(outputOf((message) => message.setStdout(chunk))));
  child.stderr?.on("data", (chunk: Buffer) => call.write(outputOf((message) => message.setStderr(chunk))));
  const { code, signal, fault } = await ended;
  if (code === 0) {
    return;
  }
  const reason = fault?.message ?? (signal === null ? `exit code ${code}` : signal);
  throw new Error(`\`${packageManager} install\` in ${directory} failed: ${reason}`);
}

function outputOf(fill: (message: InstallDependenciesResponse) => void): InstallDependenciesResponse {
  const message = new languageMessages.InstallDependenciesResponse();
  fill(message);
  return message;
}
