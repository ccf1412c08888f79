import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { environment } from "../cli/support/run.ts";
import { loadedModules } from "./loaded-modules.ts";

const execute = promisify(execFile);
const hook = "./launcher/defer-unused.js";
const notUsed = ["@npmcli/arborist", "typescript", "sigstore", "source-map-support"];

function packagesLoadedBy(code: string, ...options: string[]): Promise<string[]> {
  return loadedModules([...options, "--input-type=module", "--eval", code], environment({}));
}

async function print(code: string, ...options: string[]): Promise<unknown> {
  const args = [...options, "--input-type=module", "--eval", code];
  const { stdout } = await execute(process.execPath, args, { env: environment({}) });
  return JSON.parse(stdout);
}

/** As the SDK loads its modules. */
const requires = `import { createRequire } from "node:module"; const require = createRequire(process.cwd() + "/main.js");`;

const serialize = `
  import * as pulumi from "@pulumi/pulumi";
  const { text } = await pulumi.runtime.serializeFunction((name) => name.toUpperCase());
  const paths = await pulumi.runtime.computeCodePaths();
  console.log(JSON.stringify({ text, paths: [...paths.keys()].toSorted() }));`;

describe("what a program of this project does not use", () => {
  it("is deferred by Pulumi.yaml, for whichever CLI runs it", async () => {
    const project = z
      .object({ runtime: z.object({ options: z.object({ nodeargs: z.string() }) }) })
      .parse(parse(await readFile("Pulumi.yaml", "utf8")));

    expect(project.runtime.options.nodeargs).toBe(`--import ${hook}`);
  });

  it("is loaded by the SDK, and is not where the deferral is on", async () => {
    const code = `${requires} require("source-map-support/register"); require("@pulumi/pulumi");`;
    const [all, some] = await Promise.all([packagesLoadedBy(code), packagesLoadedBy(code, "--import", hook)]);

    expect(all).toEqual(expect.arrayContaining(notUsed));
    expect(notUsed.filter((name) => some.includes(name))).toEqual([]);
    expect(some).toContain("@pulumi/pulumi");
  });

  it("is loaded when it is used: functions are serialized as without it", async () => {
    expect(await print(serialize, "--import", hook)).toEqual(await print(serialize));
  });

  it("maps no stack to sources that Node.js does not need", async () => {
    const code = `${requires}
      const own = Error.prepareStackTrace;
      require("source-map-support/register");
      console.log(JSON.stringify(Error.prepareStackTrace === own));`;

    expect(await print(code)).toBe(false);
    expect(await print(code, "--import", hook)).toBe(true);
  });

  it("is loaded by no command that runs the engine", async () => {
    const main = path.resolve("pulumi-cli", "automation.ts");
    const code = `import ${JSON.stringify(main)}; await import("@pulumi/pulumi/automation/stack.js");`;

    const loaded = await packagesLoadedBy(code);

    expect(loaded).toContain("@pulumi/pulumi");
    expect(notUsed.filter((name) => loaded.includes(name))).toEqual([]);
  });
});
