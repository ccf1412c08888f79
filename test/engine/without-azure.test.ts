import { chmod, cp, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startStack } from "../../pulumi-cli/stack.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { repository, type Stack } from "./stack.ts";
import { configure } from "./support.ts";

const sources = [
  "components",
  "domain",
  "graph",
  "intune",
  "launcher",
  "lookups",
  "provider",
  "settings",
  "text",
  "index.ts",
  "settings.ts",
  "package.json",
  "package-names.ts",
  "version.ts",
];
const usual = { "pin-reset:assignments": { groups: ["Windows devices"] } };

let tenant: Tenant;

beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant.close());

/** A copy of the project with all that the repository has installed, but for @pulumi/azure-native. */
async function withoutThePackage(directory: string): Promise<void> {
  const installed = path.join(repository, "node_modules");
  const own = path.join(directory, "node_modules");
  await mkdir(path.join(own, "@pulumi"), { recursive: true });
  const link = (name: string) => symlink(path.join(installed, name), path.join(own, name));
  const scoped = (await readdir(path.join(installed, "@pulumi"))).map((name) => path.join("@pulumi", name));
  const names = [...(await readdir(installed)).filter((name) => name !== "@pulumi"), ...scoped];
  await Promise.all(names.filter((name) => name !== path.join("@pulumi", "azure-native")).map(link));
  await Promise.all(
    [...sources, "Pulumi.yaml"].map((name) =>
      cp(path.join(repository, name), path.join(directory, name), { recursive: true }),
    ),
  );
}

/** A stack whose plugin for azure-native only leaves a note that it was started. */
async function startTrapped(fill?: (directory: string) => Promise<void>): Promise<Stack> {
  const stack = await startStack({ env: tenant.env, ...(fill && { fill }) });
  const launcher = path.join(stack.root, "trap", "pulumi-resource-azure-native");
  await mkdir(path.dirname(launcher));
  await writeFile(launcher, `#!/bin/sh\necho started >>${path.join(stack.root, "started")}\nexit 1\n`);
  await chmod(launcher, 0o755);
  await configure(stack, usual);
  return stack;
}

function run(stack: Stack, ...args: string[]): ReturnType<Stack["run"]> {
  return stack.run(args, { PATH: `${path.join(stack.root, "trap")}${path.delimiter}${stack.env.PATH}` });
}

async function wasStarted(stack: Stack): Promise<boolean> {
  return (await readdir(stack.root)).includes("started");
}

describe.each([
  ["with", undefined],
  ["without", withoutThePackage],
] as const)("a stack without Azure parts, %s the package @pulumi/azure-native", (_, fill) => {
  let stack: Stack;
  beforeAll(async () => {
    tenant.reset();
    stack = await startTrapped(fill);
  });
  afterAll(() => stack.close());

  it("never starts azure-native's plugin, nor asks Azure anything", async () => {
    for (const args of [
      ["up", "--yes", "--skip-preview"],
      ["preview", "--expect-no-changes"],
      ["destroy", "--yes", "--skip-preview"],
    ]) {
      const ended = await run(stack, ...args);
      expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0 });
      expect(ended.stdout + ended.stderr).not.toContain("azure-native");
    }
    expect(await wasStarted(stack)).toBe(false);
    expect(tenant.requests.list({ path: "^/subscriptions" })).toEqual([]);
  });
});

describe("a stack whose package @pulumi/azure-native was left out", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startTrapped(withoutThePackage);
  });
  afterAll(() => stack.close());

  it("is told what to install where a part is switched on", async () => {
    const passcodeVault = { name: "kv-a", resourceGroup: "rg", location: "westeurope" };
    const people = { writers: ["Helpdesk"], readers: ["Kiosks"] };
    await configure(stack, { ...usual, "pin-reset:passcodeVault": { ...passcodeVault, ...people } });
    const { code, stdout } = await run(stack, "preview");
    expect(code).not.toBe(0);
    expect(stdout).toContain("pin-reset:passcodeVault needs the package @pulumi/azure-native");
    expect(stdout).toContain("npm install --include=optional");
    expect(await wasStarted(stack)).toBe(false);
  });

  it("would start that plugin where a resource of it is registered", async () => {
    const program = `import * as pulumi from "@pulumi/pulumi";
new pulumi.CustomResource("azure-native:resources:ResourceGroup", "group", { resourceGroupName: "a" });
`;
    await writeFile(path.join(stack.directory, "index.ts"), program);
    expect((await run(stack, "preview")).code).not.toBe(0);
    expect(await wasStarted(stack)).toBe(true);
  });
});
