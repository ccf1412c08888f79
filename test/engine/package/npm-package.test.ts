import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { examples } from "../../../intune/examples.ts";
import { repository } from "../../../pulumi-cli/stack.ts";
import { withCommandsOfPackage } from "../../../tools/build/commands.ts";
import { importedPackages, packagesIn } from "../../../tools/build/imports.ts";
import { packageManifest } from "../../../tools/build/manifest.ts";
import { launcherOfPackage } from "../../../tools/build/other-files.ts";
import { manifestOf, type NpmPackage, npmPackage } from "./artifacts.ts";
import { installWithDependencies } from "./workspace.ts";

const run = promisify(execFile);
const declared = z.object({
  dependencies: z.record(z.string(), z.string()),
  peerDependencies: z.record(z.string(), z.string()),
});

let built: NpmPackage;
let files: readonly string[];
let folder: string;

beforeAll(async () => {
  built = await npmPackage();
  const { stdout } = await run("tar", ["-tzf", built.tarball], { maxBuffer: 1e7 });
  files = stdout
    .trim()
    .split("\n")
    .map((name) => name.replace(/^package\//, ""));
  folder = await mkdtemp(path.join(tmpdir(), "package-"));
});

afterAll(() => rm(folder, { recursive: true }));

/** What the tarball may hold besides JavaScript, declarations and source maps. */
const others = [
  "LICENSE",
  "README.md",
  "domain/can-reset.ps1",
  "fleet/fleet.schema.json",
  "intune/PulumiPlugin.yaml",
  "intune/pulumi-resource-intune",
  "intune/pulumi-resource-intune.cmd",
  "package.json",
  "policy/PulumiPolicy.yaml",
  "policy/config.json",
  "policy/index.cjs",
  "policy/package.json",
  "pulumi-cli/go.mod",
  "pulumi-cli/go.sum",
  "settings/stack.schema.json",
];

describe("the npm package", () => {
  it("holds the rooms that it needs, and no test, tenant, stand-in or tool", () => {
    const rooms = new Set(files.map((file) => file.split("/")[0] ?? ""));
    const isFile = (name: string) => /\.|^LICENSE$/.test(name);
    expect([...rooms].filter((name) => !isFile(name)).sort()).toEqual([
      "cli",
      "components",
      "domain",
      "fleet",
      "graph",
      "intune",
      "launcher",
      "lookups",
      "policy",
      "provider",
      "pulumi-cli",
      "settings",
      "text",
    ]);
    expect([...rooms].filter(isFile).sort()).toEqual([
      "LICENSE",
      "README.md",
      "package-names.js",
      "package-names.js.map",
      "package.json",
      "settings.d.ts",
      "settings.js",
      "settings.js.map",
      "version.js",
      "version.js.map",
    ]);
  });

  it("holds no file of another kind than these, and no TypeScript that Node.js would refuse to run", () => {
    const unexpected = files.filter(
      (file) => !/\.js(?:\.map)?$|\.d\.ts$|\.css$|^pulumi-cli\/without-api\//.test(file),
    );
    expect(unexpected.sort()).toEqual(others);
  });

  it("declares every package that it imports, and none besides", async () => {
    const { dependencies, peerDependencies } = declared.parse(await manifestOf(built.folder));
    const imported = await importedPackages(built.folder);
    const names = [...Object.keys(dependencies), ...Object.keys(peerDependencies)];
    expect([...imported.keys()].filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name) => !imported.has(name))).toEqual([]);
  });

  it("names no script of a checkout in what it prints", async () => {
    const { stdout } = await run("grep", [
      "-rlE",
      "--include=*.js",
      "npm run (--silent )?(pin-reset|pulumi) --",
      built.folder,
    ]).catch((error: { stdout: string }) => error);
    expect(stdout).toBe("");
  });

  it("finds nothing that publint finds wrong", async () => {
    const { messages } = await publint({ pkgDir: built.folder, pack: false, level: "suggestion" });
    expect(messages).toEqual([]);
  });

  it("has types for a program: a wrong argument is an error, and a right one none, as in the schema's examples", async () => {
    await installWithDependencies(folder);
    const program = `import { PinReset, type PinResetArgs } from "pulumi-pin-reset";
import { Provider, WindowsCustomConfiguration } from "pulumi-pin-reset/intune";
const args: PinResetArgs = { assignments: { groups: ["Windows devices"] } };
export const { profileId } = new PinReset("one", args, { providers: [new Provider("intune", { tenantId: "a" })] });
new WindowsCustomConfiguration("two", { displayName: "b", omaSettings: [] });
// @ts-expect-error Groups are names or ids.
new PinReset("three", { assignments: { groups: [1] } });
// @ts-expect-error There is no such setting.
new Provider("four", { tenant: "a" });
`;
    await writeFile(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
    await writeFile(path.join(folder, "index.ts"), program);
    const shown = Object.values(examples).map(({ programs }, index) => ({
      file: `example-${index}.ts`,
      text: programs.typescript ?? "",
    }));
    await Promise.all(shown.map(({ file, text }) => writeFile(path.join(folder, file), text)));
    const compiler = path.join(repository, "node_modules/typescript/bin/tsc");
    const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2024"];
    const programs = ["index.ts", ...shown.map(({ file }) => file)];
    const { stdout } = await run(process.execPath, [compiler, ...options, ...programs], {
      cwd: folder,
    }).catch((error: { stdout: string }) => error);
    expect(stdout).toBe("");
  });
});

describe("the build", () => {
  const names = { name: "a", version: "1.0.0", repository: "https://b.example", publisher: "c", server: "d" };
  const project = { license: "e", engines: {}, dependencies: { zod: "^4" }, optionalDependencies: {} };

  it("refuses what is imported and no dependency", () => {
    const imported = new Map([
      ["zod", ["one.js"]],
      ["left-out", ["two.js"]],
    ]);
    expect(() => packageManifest(project, imported, names)).toThrow("left-out (two.js)");
  });

  it("knows an import by each of its forms", () => {
    const text =
      'import a from "@a/b/c";\nexport * from "d";\nawait import("e");\nrequire("f/g");\nimport "./h.js";';
    expect([...packagesIn(text)]).toEqual(["@a/b", "d", "e", "f"]);
  });

  it("has hints name commands that there are without a checkout", () => {
    const hint = "Run `npm run --silent pin-reset -- doctor`, then `npm run pulumi -- up`.";
    expect(withCommandsOfPackage(hint)).toBe(
      "Run `npx -p pulumi-pin-reset pin-reset doctor`, then `pulumi up`.",
    );
  });

  it("has launchers import JavaScript, and name no command of a checkout", () => {
    const launcher =
      'Install a newer one, or use `npm run pulumi --`, which brings its own.\nimport("./main.ts")';
    expect(launcherOfPackage(launcher)).toBe('Install a newer one.\nimport("./main.js")');
  });
});
