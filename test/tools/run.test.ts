import { execFile } from "node:child_process";
import { readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const execute = promisify(execFile);

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      integrity: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
      os: z.string().or(z.array(z.string())).optional(),
      cpu: z.string().or(z.array(z.string())).optional(),
      bin: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
const manifest = z.object({
  scripts: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
  allowScripts: z.record(z.string(), z.boolean()),
});

async function readJson<Content>(file: string, schema: z.ZodType<Content>): Promise<Content> {
  return schema.parse(JSON.parse(await readFile(path.resolve(file), "utf8")));
}

/** The packages of the lockfile that bring an executable `node`, by their folder. */
async function packagesWithNode(): Promise<[string, z.output<typeof lockfile>["packages"][string]][]> {
  const { packages } = await readJson("package-lock.json", lockfile);
  return Object.entries(packages).filter(([, { bin }]) => bin?.node !== undefined);
}

describe("the Node.js that npm scripts run on", () => {
  it("comes from packages that the lockfile pins by hash, one for each system", async () => {
    const { optionalDependencies } = await readJson("package.json", manifest);
    const found = await packagesWithNode();

    expect(found.map(([, { os, cpu }]) => `${os}-${cpu}`).sort()).toEqual(
      ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-arm64", "win32-x64"].sort(),
    );
    for (const [folder, { version, integrity }] of found) {
      expect(integrity).toMatch(/^sha512-/);
      expect(optionalDependencies[folder.replace("node_modules/", "")]).toBe(version);
    }
  });

  it("needs no install script, nor does any other package: npm ci --ignore-scripts does for all", async () => {
    const { packages } = await readJson("package-lock.json", lockfile);
    const { allowScripts } = await readJson("package.json", manifest);
    const withScript = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);

    expect(withScript.map(([folder]) => folder)).toEqual([
      "node_modules/@swc/core",
      "node_modules/lefthook",
      "node_modules/protobufjs",
    ]);
    expect(allowScripts).toEqual({ "@swc/core": false, lefthook: false, protobufjs: false });
  });

  it("is the very binary of the locked package, in its version", async () => {
    const mine = (await packagesWithNode()).find(
      ([, { os, cpu }]) => os === process.platform && cpu === process.arch,
    );
    if (mine === undefined) {
      throw new Error(`No Node.js is locked for ${process.platform}-${process.arch}`);
    }
    const [folder, { version, bin = {} }] = mine;
    const { stdout } = await execute(
      "npm",
      ["exec", "--call", 'node --print "process.execPath + process.version"'],
      {
        shell: process.platform === "win32",
      },
    );

    expect(stdout.trim()).toBe(`${await realpath(path.resolve(folder, bin.node ?? ""))}v${version}`);
  });

  it("is no reason for npm ci to warn, where npm itself runs on an older one", async () => {
    expect(await readFile(path.resolve(".npmrc"), "utf8")).toMatch(/^loglevel=error$/m);
  });

  it("is checked before a tool is loaded, so that one that is too old gets a sentence", async () => {
    const { scripts } = await readJson("package.json", manifest);
    const commands = Object.values(scripts).filter((command) => command.startsWith("node "));

    expect(
      commands.filter((command) => !/^node (?:-- )?(tools\/run|cli\/pin-reset)\.js\b/.test(command)),
    ).toEqual([]);
    const old = `Object.defineProperty(process.versions, "node", { value: "22.17.1" });
      process.argv.splice(1, 0, "tools/run.js");
      await import(${JSON.stringify(new URL("../../tools/run.js", import.meta.url).href)});`;
    const ended = execute("node", ["--input-type=module", "--eval", old, "demo/main.ts"]);
    await expect(ended).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^This project needs Node\.js 22\.18 or newer, and found .*\n$/),
    });
  });
});
