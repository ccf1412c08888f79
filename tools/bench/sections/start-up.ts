import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inTurns, repository, runNode } from "../measure.ts";
import { type Effort, rounded, type Section } from "../results.ts";
import { moduleUrl } from "../stage.ts";

/** How long a plugin takes from its launch to the port line by which the engine finds it, against `node -e 0`. */
export function measureStartUp(effort: Effort): Promise<Section> {
  return withCaches((caches) => measure(effort, caches));
}

/** Plugins and programs have compile caches apart, as `npm run pulumi` gives them. */
type Caches = { readonly plugins: string; readonly programs: string };

async function withCaches<Outcome>(work: (caches: Caches) => Promise<Outcome>): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "pin-reset-bench-"));
  try {
    return await work({ plugins: join(folder, "plugins"), programs: join(folder, "programs") });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure({ quick }: Effort, { plugins, programs }: Caches): Promise<Section> {
  const load = (cache: string, ...modules: readonly string[]) => loadModules(cache, modules);
  const plugin = join(repository, "intune", "pulumi-resource-intune");
  const standIn = join(repository, "stand-ins", "azuread", "pulumi-resource-azuread");
  const parts = {
    "node -e 0": () => runNode(["-e", "0"]),
    "the Intune plugin, to its port line": () => untilPortLine(plugin, plugins),
    "the stand-in for azuread, to its port line": () => untilPortLine(standIn, plugins),
    "load the SDK's root": () => load(programs, "@pulumi/pulumi"),
    "load this program's settings and components, SDK included": () =>
      load(programs, moduleUrl("components", "pin-reset.ts"), moduleUrl("settings.ts")),
    "load what the Intune plugin does its work with": () => load(plugins, moduleUrl("intune", "provider.ts")),
    "load @azure/identity": () =>
      runNode(["-e", 'require("@azure/identity"); process.exit(0);'], {
        ...process.env,
        NODE_COMPILE_CACHE: plugins,
      }),
    "pin-reset --version": () => runNode([join(repository, "cli", "pin-reset.js"), "--version"]),
  };
  // Once before, so that every compile cache is filled.
  await inTurns(1, parts);
  const times = await inTurns(quick ? 5 : 21, parts);
  const node = times["node -e 0"];
  const plain = Object.entries(times);
  return {
    id: "start-up",
    title: "Start-up",
    how: "Medians of runs in turns, each in a process of its own, with a filled compile cache.",
    columns: ["what", "ms", "times node -e 0"],
    rows: plain.map(([what, milliseconds]) => [what, rounded(milliseconds), rounded(milliseconds / node, 2)]),
    targets: [
      {
        what: "the Intune plugin's port line, in times of `node -e 0`",
        atMost: 2.5,
        measured: rounded(times["the Intune plugin, to its port line"] / node, 2),
      },
    ],
  };
}

async function untilPortLine(launcher: string, cache: string): Promise<void> {
  const env = { ...process.env, NODE_COMPILE_CACHE: cache };
  const child = spawn(process.execPath, [launcher, "127.0.0.1:1"], {
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(child, "exit");
  const early = ended.then(([code]) => {
    throw new Error(`${launcher} ended with ${code} before its port line.`);
  });
  await Promise.race([once(child.stdout, "data"), early]);
  early.catch(() => undefined);
  // As the engine ends a plugin: it keeps its compile cache then.
  child.kill("SIGTERM");
  await ended;
}

function loadModules(cache: string, modules: readonly string[]): Promise<void> {
  const imports = modules.map((name) => `await import(${JSON.stringify(name)});`).join("");
  return runNode(["--input-type=module", "-e", `${imports} process.exit(0);`], {
    ...process.env,
    NODE_COMPILE_CACHE: cache,
  });
}
