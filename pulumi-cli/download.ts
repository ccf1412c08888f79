import { followProxyVariables } from "../graph/proxy.ts";

const installer = "https://get.pulumi.com/install.sh";
const timeoutMilliseconds = 3_000;

/**
 * Says why Pulumi's downloads are not available, for the CLI and its plugins alike.
 *
 * @param env Its proxy variables are followed as Pulumi follows them.
 * @param url What is asked for: by default Pulumi's installer.
 * @returns Undefined where they are; within 3 s otherwise, so that a machine with a closed network goes on quickly.
 */
export async function whyNoDownloads(
  env: NodeJS.ProcessEnv = process.env,
  url = installer,
): Promise<string | undefined> {
  const { host } = new URL(url);
  let leaveProxy: (() => void) | undefined;
  try {
    leaveProxy = followProxyVariables(env);
    const response = await fetch(url, {
      method: "HEAD",
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    return response.ok ? undefined : `${host} responded with ${response.status}`;
  } catch (error) {
    return `${host} cannot be reached (${reasonOf(error)})`;
  } finally {
    leaveProxy?.();
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { cause } = error;
  if (cause instanceof Error) {
    return "code" in cause ? String(cause.code) : cause.message;
  }
  return error.name === "TimeoutError" ? `no answer within ${timeoutMilliseconds / 1000} s` : error.message;
}

/**
 * Downloads the official CLI with its language hosts, by Pulumi's own installer.
 * Source: https://www.pulumi.com/docs/iac/automation-api/
 *
 * @param folder Gets `bin/pulumi`.
 * @throws Error with what the installer says.
 */
export async function downloadCli(folder: string): Promise<void> {
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/cmd.js");
  const leaveProxy = followProxyVariables();
  try {
    await PulumiCommand.install({ root: folder });
  } finally {
    leaveProxy();
  }
}
