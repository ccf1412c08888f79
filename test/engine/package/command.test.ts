import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPulumiForEmbeddedTenant } from "../../../pulumi-cli/find.ts";
import { startTenants } from "../../../tenant/many.ts";
import { startTenant, type Tenant } from "../../../tenant/server.ts";
import { version } from "../../../version.ts";
import { npmPackage } from "./artifacts.ts";

const run = promisify(execFile);
const oldest = "22.18.0";
const fromRegistry = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];

let tenant: Tenant;
let folder: string;
/** The folder of each Node.js, or why there is none. */
const nodes = new Map<string, string | Error>([["24", path.dirname(process.execPath)]]);

/** An empty folder into which npm installs the tarball, with all that it depends on. */
beforeAll(async () => {
  [tenant, folder] = await Promise.all([startTenant(), mkdtemp(path.join(tmpdir(), "command-"))]);
  const [{ tarball }] = await Promise.all([npmPackage(), getOldestNode(folder)]);
  await writeFile(path.join(folder, "package.json"), '{ "private": true }');
  await run("npm", ["install", ...fromRegistry, tarball], { cwd: folder });
});

afterAll(async () => {
  await tenant.close();
  await rm(folder, { recursive: true, force: true });
});

async function getOldestNode(root: string): Promise<void> {
  const prefix = path.join(root, "oldest");
  const name = `node-${process.platform}-${process.arch}`;
  await mkdir(prefix);
  const found = await run("npm", ["install", "--prefix", prefix, ...fromRegistry, `${name}@${oldest}`]).then(
    () => path.join(prefix, "node_modules", name, "bin"),
    (error: Error) => error,
  );
  nodes.set(oldest, found);
}

describe.each(["24", oldest])("npx pin-reset, on Node.js %s", (node) => {
  async function npx(...args: string[]) {
    const bin = nodes.get(node);
    if (bin instanceof Error) {
      throw bin;
    }
    const env = { ...process.env, ...tenant.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` };
    return await run("npx", ["--no-install", "pin-reset", ...args], { cwd: folder, env });
  }

  function skipWithoutNode(skip: (note: string) => void): void {
    if (nodes.get(node) instanceof Error && !process.env.CI) {
      skip(`npm has no Node.js ${node} for this system`);
    }
  }

  it("runs that Node.js", async ({ skip }) => {
    skipWithoutNode(skip);
    const bin = nodes.get(node);
    const { stdout } = await run(path.join(String(bin), "node"), ["--version"]);
    expect(stdout).toMatch(new RegExp(`^v${node.replaceAll(".", "\\.")}`));
  });

  it("prints its version and its help", async ({ skip }) => {
    skipWithoutNode(skip);
    expect(await npx("--version")).toEqual({ stdout: `${version}\n`, stderr: "" });
    expect((await npx("--help")).stdout).toMatch(/^Usage: pin-reset /);
  });

  it("lists the tenant's devices", async ({ skip }) => {
    skipWithoutNode(skip);
    const { stdout } = await npx("devices", "--output", "json");
    const names = tenant.state.managedDevices.all().map(({ deviceName }) => deviceName);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !stdout.includes(String(name)))).toEqual([]);
  });
});

it("has the fleet's commands, with the page of their report", async () => {
  const tenants = await startTenants({ count: 2 });
  try {
    const { command } = await findPulumiForEmbeddedTenant();
    await writeFile(path.join(folder, "Pulumi.yaml"), "name: fleet\nruntime: nodejs\n");
    await writeFile(path.join(folder, "fleet.yaml"), tenants.fleetFile({ project: "." }));
    const state = { PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "a" };
    const env = { ...process.env, ...tenants.env, ...state, PULUMI_COMMAND: command };
    const scan = ["--no-install", "pin-reset", "fleet", "scan", "--html", "report.html"];
    // Neither tenant has a stack here, so that the command fails: with a line for each, and a report.
    const { stdout } = await run("npx", scan, { cwd: folder, env }).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toContain(tenants.list[1]?.name);
    expect(await readFile(path.join(folder, "report.html"), "utf8")).toContain("</html>");
  } finally {
    await tenants.close();
  }
});
