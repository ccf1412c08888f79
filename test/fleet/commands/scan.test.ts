import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { startPinReset } from "../../cli/support/run.ts";
import { keys, openTerminal } from "../../cli/support/terminal.ts";
import { plantStates } from "../support/deployed.ts";
import { screenOf } from "../support/screen.ts";
import { serveFleet } from "../support/served-fleet.ts";

const names = Array.from({ length: 12 }, (_, index) => `tenant-${String(index + 1).padStart(2, "0")}`);
const served = serveFleet({
  list: names.map((name, index) => ({ name, ...(index === 1 && { consent: "none" as const }) })),
});
const rings = { canary: names.slice(0, 3), broad: names.slice(3) };

/** Writes the fleet's file, and deploys its tenants. */
async function deploy(change: Readonly<Record<string, unknown>> = {}): Promise<ReadonlyMap<string, string>> {
  await served.write(rings, change);
  return plantStates(served);
}

/** Disables what a tenant's stack has enabled. */
async function tamper(name: string, id = ""): Promise<void> {
  await served.tenants
    .get(name)
    .asAdministrator("PATCH", `/v1.0/servicePrincipals/${id}`, { accountEnabled: false });
}

/** Keeps a tenant's sign-in waiting. */
function hold(name: string, milliseconds: number): void {
  served.tenants.get(name).faults.add({
    match: { path: "/oauth2/v2.0/token" },
    effect: { kind: "latency", milliseconds, when: "before" },
  });
}

const journals = () => readdir(path.join(served.folder, ".pin-reset", "runs"));

describe("pin-reset fleet scan in a pipe", () => {
  it("has one line for each tenant on standard output, and totals and what to do next on standard error", async () => {
    const ids = await deploy();
    await tamper("tenant-05", ids.get("tenant-05"));
    const { code, stdout, stderr } = await served.fleet("scan");
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => line.split("  ")[0]).toSorted()).toEqual(names);
    expect(lines.find((line) => line.startsWith("tenant-01"))).toMatch(
      /^tenant-01 {2}ring canary {2}in sync {2}\d+\.\d s$/,
    );
    expect(lines.find((line) => line.startsWith("tenant-05"))).toMatch(
      /^tenant-05 {2}ring broad {2}drifted {2}1 resource {2}\d+\.\d s$/,
    );
    expect(stderr).toMatch(/^12 tenants: 10 in sync, 1 drifted, 1 not scanned\. It took \d/m);
    expect(stderr).toMatch(/^tenant-02 \(ring canary\) not scanned: /m);
    expect(stderr).toContain("npm run pin-reset -- fleet heal --tenant tenant-05");
    expect(code).toBe(5);
  });

  it("prints one JSON document, with a line for each tenant on standard error", async () => {
    const ids = await deploy();
    await tamper("tenant-03", ids.get("tenant-03"));
    const { code, stdout, stderr } = await served.fleet("scan", "--ring", "canary", "--output", "json");
    expect(JSON.parse(stdout)).toMatchObject({
      operation: "scan",
      totals: { all: 3, inSync: 1, drifted: 1, notScanned: 1 },
      tenants: [{ tenantId: expect.stringMatching(/^[0-9a-f-]{36}$/) }, {}, {}],
    });
    expect(stderr).toMatch(/^tenant-03 {2}ring canary {2}drifted/m);
    expect(code).toBe(5);
  });

  it("asks doctor too where it is told to, by more requests", async () => {
    await deploy();
    const { stdout } = await served.fleet("scan", "--tenant", "tenant-01", "--doctor", "--output", "json");
    const verdict = expect.stringMatching(/^A reset will not work, because: .*\.$/);
    expect(JSON.parse(stdout)).toMatchObject({ tenants: [{ status: "inSync", doctor: { verdict } }] });
  });

  it("scans what is selected, each name in a list or repeated, and refuses a name that the file lacks", async () => {
    await served.write(rings);
    const two = await served.fleet("scan", "--tenant", "tenant-01,tenant-03", "--tenant", "tenant-05");
    expect(two.stdout.match(/^tenant-\d+/gm)?.toSorted()).toEqual(["tenant-01", "tenant-03", "tenant-05"]);
    expect(two.code).toBe(7);
    const none = await served.fleet("scan", "--ring", "cannary");
    expect(none.stderr).toContain('No ring of the fleet is named "cannary".\nDid you mean canary?');
    expect(none.code).toBe(1);
  });

  it("goes through all rings, whichever rules they have for updates", async () => {
    const rules = Object.keys(rings).map((name) => ({ name, approval: true, maxFailures: 0 }));
    await served.write(rings, { rings: rules });
    expect((await served.fleet("scan")).stdout.trimEnd().split("\n").length).toBe(12);
  });

  it("writes the report's files in one go, and again from the journal", async () => {
    await served.write(rings);
    const [first, again] = ["first.json", "again.json"].map((name) => path.join(served.folder, name));
    await served.fleet(
      "scan",
      "--ring",
      "canary",
      "--json",
      String(first),
      "--html",
      path.join(served.folder, "a.html"),
    );
    const { code, stderr } = await served.fleet("report", "--json", String(again));
    expect(stderr).toContain("3 tenants: 3 not scanned.");
    expect(code).toBe(0);
    expect(JSON.parse(await readFile(String(again), "utf8"))).toEqual(
      JSON.parse(await readFile(String(first), "utf8")),
    );
    expect(await readFile(path.join(served.folder, "a.html"), "utf8")).toContain("tenant-02");
  });

  it("goes on after kill -9 with those that had not ended, and does not run the others again", async () => {
    await deploy();
    hold("tenant-03", 60_000);
    const { child, ended } = startPinReset(
      ["fleet", "scan", "--ring", "canary"],
      served.env,
      "",
      served.folder,
    );
    let printed = "";
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
    await vi.waitFor(() => expect(printed).toMatch(/tenant-01[\s\S]*\n/), 20_000);
    await vi.waitFor(() => expect(printed.match(/\n/g)?.length).toBe(2), 20_000);
    child.kill("SIGKILL");
    await ended;
    served.tenants.get("tenant-03").faults.clear();
    served.tenants.get("tenant-01").requests.clear();

    const status = await served.fleet("status");
    expect(status.stderr).toContain("No process carries it out. Go on with it:");
    const { stdout, stderr } = await served.fleet("resume");
    expect(stdout).toMatch(/^tenant-03 [^\n]*\n$/);
    expect(stderr).toContain("3 tenants: 2 in sync, 1 not scanned.");
    expect(served.tenants.get("tenant-01").requests.list()).toEqual([]);
    expect((await journals()).filter((name) => name.endsWith(".jsonl")).length).toBe(1);
  });

  it("stops at Ctrl-C, says how to go on, and ends with 130", async () => {
    await deploy();
    hold("tenant-03", 60_000);
    const { child, ended } = startPinReset(
      ["fleet", "scan", "--ring", "canary"],
      served.env,
      "",
      served.folder,
    );
    await vi.waitFor(() => expect(served.tenants.get("tenant-03").requests.list()).not.toEqual([]), 20_000);
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/The run stopped\. Go on with it: npm run pin-reset -- fleet resume scan-\S+/);
  });

  it.each([
    [["status"], "There is no run of this fleet yet."],
    [["report", "--csv", "x.csv"], "There is no run of this fleet yet."],
    [["resume", "scan-20261127T071500Z-4f2a"], "There is no run scan-20261127T071500Z-4f2a"],
    [["pause", "../../secret"], "There is no run ../../secret"],
  ])("says of %j that there is no such run", async (args, message) => {
    await served.write(rings);
    const { code, stderr } = await served.fleet(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });

  it("asks for --yes where there is no terminal to confirm a change, and changes nothing", async () => {
    await served.write(rings);
    const { code, stderr } = await served.fleet("up");
    expect(stderr).toContain("Give --yes to run `fleet up` without being asked.");
    expect(code).toBe(2);
    await expect(journals()).rejects.toThrow("ENOENT");
  });

  it("says how to start a server where Temporal cannot be reached", async () => {
    await served.write(rings);
    const { code, stderr } = await served.fleet("status", "--engine", "temporal", "--address", "127.0.0.1:9");
    expect(stderr).toMatch(/Temporal at 127\.0\.0\.1:9 cannot be reached[\s\S]*--address/);
    expect(code).toBe(1);
  });
});

describe("pin-reset fleet on a terminal", { timeout: 30_000 }, () => {
  it.each([[50], [80]])(
    "has a bar for each ring, on %i columns, and failures above them",
    async (columns) => {
      await deploy();
      for (const [index, name] of rings.broad.entries()) {
        hold(name, 300 * (index + 1));
      }
      const terminal = openTerminal(["fleet", "scan", "--fleet", served.file], { columns, env: served.env });
      await terminal.see(/broad {2,}\[=+-+\] [2-8]\/9/);
      const screen = screenOf(terminal.raw.replace(/^Run .*\r\n/, ""), columns);
      expect(await terminal.ended).toBe(5);

      expect(screen.every((line) => line.length < columns)).toBe(true);
      expect(screen.filter((line) => /^(?:canary|broad) +\[/.test(line)).length).toBe(2);
      expect(screen.join(" ").replace(/\s+/g, " ")).toContain("tenant-02 ring canary not scanned");
      const last = screenOf(terminal.raw, columns).join("\n");
      expect(last).not.toMatch(/\[=/);
      expect(last.replaceAll("\n", " ")).toMatch(/12 tenants: 11 in sync, 1 not scanned/);
    },
  );

  it("writes no color with NO_COLOR", async () => {
    await deploy();
    const env = { ...served.env, NO_COLOR: "1" };
    const terminal = openTerminal(["fleet", "scan", "--fleet", served.file], { env });
    expect(await terminal.ended).toBe(5);
    expect(terminal.raw).not.toMatch(new RegExp(`${String.fromCharCode(27)}\\[\\d+(;\\d+)*m`));
  });

  it("names the tenants and rings before it changes them, and changes nothing where the answer is no", async () => {
    await served.write(rings);
    const terminal = openTerminal(["fleet", "up", "--fleet", served.file], { env: served.env });
    await terminal.see("Deploy 12 tenants in 2 rings (canary: 3, broad: 9)?");
    terminal.type(`n${keys.enter}`);
    await terminal.see("Nothing was changed.");
    expect(await terminal.ended).toBe(1);
    await expect(journals()).rejects.toThrow("ENOENT");
  });

  it("leaves with the bars taken away at Ctrl-C, and the cursor shown", async () => {
    await deploy();
    hold("tenant-03", 60_000);
    const terminal = openTerminal(["fleet", "scan", "--ring", "canary", "--fleet", served.file], {
      env: served.env,
    });
    await terminal.see(/canary \[=+-+\] 2\/3/);
    terminal.type(keys.controlC);
    await terminal.see("The run stopped.");
    expect(await terminal.ended).toBe(130);
    expect(terminal.raw.lastIndexOf("\u001b[?25h")).toBeGreaterThan(terminal.raw.lastIndexOf("\u001b[?25l"));
  });
});
