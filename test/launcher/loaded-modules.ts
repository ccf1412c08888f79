import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const list = new URL("./list-modules.ts", import.meta.url).href;

/**
 * Runs a program of this repository to its end, and says what it loads.
 *
 * @param env The environment of the run, all of it.
 * @returns Files of this repository by their path, packages and modules of Node.js by their name, each once.
 */
export async function loadedModules(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "loaded-"));
  const file = path.join(folder, "urls");
  try {
    const child = spawn(process.execPath, ["--import", list, ...args], {
      env: { ...env, LOADED_MODULES: file },
      stdio: "ignore",
    });
    await once(child, "close");
    const urls = (await readFile(file, "utf8")).split("\n");
    return [...new Set(urls.map(nameOf))];
  } finally {
    await rm(folder, { recursive: true });
  }
}

function nameOf(url: string): string {
  const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? url;
  const isOwn = name.startsWith(pathToFileURL(`${path.resolve()}${path.sep}`).href);
  return isOwn ? path.relative(path.resolve(), fileURLToPath(name)).replaceAll("\\", "/") : name;
}
