import { spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter } from "node:path";

/**
 * Opens an address in a browser: the program that BROWSER names, else the system's own. Whether a window opened is
 * not known.
 *
 * @throws Error where no such program can be started.
 */
export async function openInBrowser(url: string, env: NodeJS.ProcessEnv): Promise<void> {
  const [program] = (env.BROWSER ?? "").split(delimiter);
  if (program) {
    const browser = spawn(program, [url], { env, detached: true, stdio: "ignore" });
    await once(browser, "spawn");
    browser.unref();
    return;
  }
  const { default: open } = await import("open");
  await open(url);
}
