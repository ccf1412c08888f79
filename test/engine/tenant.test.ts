import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { connectToTenant, listTenants } from "../../tenant/control/client.ts";
import { startTenant } from "../../tenant/server.ts";

const main = fileURLToPath(new URL("../../tools/tenant/main.ts", import.meta.url));
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tenant-main-"));
});
afterAll(() => rm(directory, { recursive: true }));

function run(
  ...args: string[]
): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } {
  return runWith({}, ...args);
}

function runWith(env: Record<string, string>, ...args: string[]) {
  return spawn(process.execPath, [main, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
}

/** The exit code of a run that ends by itself, and what it printed. */
async function finished(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const child = run(...args);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { code, stdout, stderr };
}

/** The variables that a running tenant prints. */
async function variables(stdout: NodeJS.ReadableStream): Promise<Record<string, string>> {
  let printed = "";
  for await (const chunk of stdout) {
    printed += String(chunk);
    if (printed.includes("TENANT_CONTROL_KEY=") && printed.endsWith("\n")) {
      break;
    }
  }
  const lines = printed
    .trim()
    .split("\n")
    .map((line) => /^export (\w+)='(.*)'$/.exec(line));
  return Object.fromEntries(lines.map((found) => [found?.[1] ?? "", found?.[2] ?? ""]));
}

describe("npm run tenant", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "prints what to export, answers, and stops at %s",
    async (signal) => {
      const child = run("--port", "0", "--directory", directory);
      const env = await variables(child.stdout);
      expect(Object.keys(env)).toEqual([
        "ARM_TENANT_ID",
        "ARM_SUBSCRIPTION_ID",
        "ARM_CLIENT_ID",
        "ARM_CLIENT_SECRET",
        "ARM_METADATA_HOSTNAME",
        "NODE_EXTRA_CA_CERTS",
        "SSL_CERT_FILE",
        "PULUMI_BACKEND_URL",
        "PULUMI_CONFIG_PASSPHRASE",
        "TENANT_ORIGIN",
        "TENANT_CONTROL_KEY",
      ]);
      const ca = await readFile(env.NODE_EXTRA_CA_CERTS ?? "", "utf8");
      const control = connectToTenant({
        origin: env.TENANT_ORIGIN ?? "",
        controlKey: env.TENANT_CONTROL_KEY ?? "",
        ca,
      });
      expect((await control.state()).tenantId).toBe(env.ARM_TENANT_ID);
      const exit = once(child, "exit");
      child.kill(signal);
      // Windows has no signals: there, the process is ended from outside.
      expect(await exit).toEqual(process.platform === "win32" ? [null, signal] : [0, null]);
    },
  );

  it("serves many tenants, with a fleet.yaml that lists them and a backend without stacks", async () => {
    const child = run("--port", "0", "--directory", directory, "--tenants", "3", "--latency", "1");
    const env = await variables(child.stdout);
    expect(Object.keys(env)).toEqual([
      "ARM_CLIENT_ID",
      "ARM_CLIENT_SECRET",
      "ARM_METADATA_HOSTNAME",
      "NODE_EXTRA_CA_CERTS",
      "SSL_CERT_FILE",
      "FLEET_CLIENT_SECRET",
      "PULUMI_BACKEND_URL",
      "PULUMI_CONFIG_PASSPHRASE",
      "TENANT_ORIGIN",
      "TENANT_CONTROL_KEY",
    ]);
    const access = {
      origin: env.TENANT_ORIGIN ?? "",
      controlKey: env.TENANT_CONTROL_KEY ?? "",
      ca: await readFile(env.NODE_EXTRA_CA_CERTS ?? "", "utf8"),
    };
    const tenants = await listTenants(access);
    const fleet = parse(await readFile(join(directory, "fleet.yaml"), "utf8"));
    expect(fleet.tenants).toMatchObject(tenants.map(({ name, tenantId }) => ({ name, tenantId })));
    expect(resolve(directory, fleet.project)).toBe(resolve(import.meta.dirname, "../.."));
    const [{ tenantId = "" } = {}] = tenants;
    const state = await connectToTenant({ ...access, tenant: tenantId }).state();
    expect([state.tenantId, state.settings.latencyMilliseconds]).toEqual([tenantId, 1]);
    const exit = once(child, "exit");
    child.kill("SIGINT");
    await exit;
  });

  it("ends, and says why, where its stack cannot be made", async () => {
    const home = join(directory, "no-folder");
    await writeFile(home, "");
    const child = runWith({ PULUMI_HOME: home }, "--port", "0", "--directory", join(directory, "other"));
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("pulumi stack init dev failed")]);
  });

  it("says how to use it", async () => {
    const { code, stdout } = await finished("--help");
    expect([code, stdout]).toEqual([0, expect.stringContaining("--port")]);
  });

  it("says in one line what is wrong with an option, or with the port", async () => {
    for (const port of ["many", "70000"]) {
      const { code, stderr } = await finished("--port", port, "--directory", directory);
      expect([code, stderr.trim().split("\n").length]).toEqual([1, 1]);
      expect(stderr).toContain(`--port is '${port}'`);
    }
    const fleet = await finished("--tenants", "0", "--directory", directory);
    expect([fleet.code, fleet.stderr]).toEqual([1, expect.stringContaining("--tenants is '0'")]);
    const unknown = await finished("--colour");
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("--colour")]);
    const running = await startTenant();
    const taken = await finished("--port", running.host.split(":")[1] ?? "", "--directory", directory);
    await running.close();
    expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining("--port 0")]);
  });
});
