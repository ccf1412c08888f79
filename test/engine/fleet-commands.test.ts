import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { findPulumiForEmbeddedTenant } from "../../pulumi-cli/find.ts";
import { startTenants, type Tenants } from "../../tenant/many.ts";
import { type Run, runPinReset, startPinReset } from "../cli/support/run.ts";
import { keys, openTerminal } from "../cli/support/terminal.ts";
import { repository } from "./stack.ts";

let tenants: Tenants;
let root: string;
let env: Record<string, string>;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "fleet-commands-"));
  const [home, state] = [path.join(root, "home"), path.join(root, "state")];
  await Promise.all([home, state].map((folder) => mkdir(folder)));
  tenants = await startTenants({ list: [{ name: "contoso" }, { name: "fabrikam" }] });
  await findPulumiForEmbeddedTenant({ ...process.env, PULUMI_HOME: home });
  env = {
    ...tenants.env,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "for this fleet only",
  };
  const rings = `rings:
  - { name: canary, concurrency: 1 }
  - { name: broad, concurrency: 1, approval: true }`;
  const file = tenants.fleetFile({ project: path.relative(root, repository) });
  const [head = "", list = ""] = file.split(/rings:[\s\S]*?(?=tenants:)/);
  await writeFile(
    path.join(root, "fleet.yaml"),
    `${head}${rings}\n${list.replace(/ring: \w+/, "ring: canary").replace(/(fabrikam[\s\S]*ring: )\w+/, "$1broad")}`,
  );
});

afterAll(async () => {
  await tenants?.close();
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
});

const fleet = (...args: string[]): Promise<Run> => runPinReset(["fleet", ...args], env, "", root);

const document = z.looseObject({
  run: z.string(),
  totals: z.record(z.string(), z.number()),
  tenants: z.array(z.looseObject({ tenant: z.string(), status: z.string(), doctor: z.unknown() })),
});

const parsed = (run: Run) => document.parse(JSON.parse(run.stdout));

/** Changes the profile that a tenant's stack manages, as somebody does in Intune's admin center. */
async function tamper(name: string, description: string): Promise<void> {
  const tenant = tenants.get(name);
  const profile = tenant.state.deviceConfigurations
    .all()
    .find(({ omaSettings }) => JSON.stringify(omaSettings ?? []).includes("EnablePinRecovery"));
  const path = `/v1.0/deviceManagement/deviceConfigurations/${profile?.id}`;
  const type = "#microsoft.graph.windows10CustomConfiguration";
  const { status } = await tenant.asAdministrator("PATCH", path, { "@odata.type": type, description });
  expect(status).toBe(200);
}

describe("pin-reset fleet, by the engine", () => {
  it("previews a tenant that was never deployed, and leaves no stack behind", async () => {
    const { code, stdout } = await fleet("preview", "--tenant", "contoso");
    expect(stdout).toMatch(/^contoso {2}ring canary {2}pending {2}create \d+ {2}/);
    expect(code).toBe(7);
  });

  it("deploys a ring, waits for the approval of the next, and goes on once it is given", async () => {
    const first = await fleet("up", "--yes", "--doctor", "--output", "json");
    expect(first.code).toBe(10);
    const { run, totals, tenants: outcomes } = parsed(first);
    expect(totals).toMatchObject({ all: 2, changed: 1, notRun: 1 });
    expect(outcomes).toMatchObject([
      { tenant: "contoso", status: "changed", doctor: { verdict: expect.any(String) } },
    ]);
    expect(first.stderr).toContain(`npm run pin-reset -- fleet approve broad --run ${run}`);

    const status = await fleet("status");
    expect(status.code).toBe(10);
    expect(status.stdout).toMatch(/broad +1 +0 +0 +0 +0 +approval/);

    const wrong = await fleet("approve", "boad");
    expect(wrong.stderr).toContain("Its rings are: canary, broad.");
    expect((await fleet("approve", "broad")).code).toBe(0);
    const second = await fleet("resume", run, "--html", path.join(root, "report.html"));
    expect(second.stdout).toMatch(/^fabrikam {2}ring broad {2}changed {2}create \d+ [^\n]*\n$/);
    expect(second.code).toBe(0);
    expect(await readFile(path.join(root, "report.html"), "utf8")).toContain("fabrikam");
  });

  it("finds what drifted, restores it after a person agreed, and finds nothing then", async () => {
    await tamper("fabrikam", "Changed by hand");
    const scan = await fleet("scan");
    expect(scan.stdout).toMatch(/^contoso {2}ring canary {2}in sync/m);
    expect(scan.stdout).toMatch(/^fabrikam {2}ring broad {2}drifted {2}1 resource/m);
    expect(scan.code).toBe(7);
    const [, command = ""] =
      /Restore what drifted: npm run pin-reset -- (fleet heal .*)/.exec(scan.stderr) ?? [];
    expect(command).toBe("fleet heal --tenant fabrikam");

    const args = [...command.split(" "), "--fleet", path.join(root, "fleet.yaml")];
    const terminal = openTerminal(args, { env });
    await terminal.see("Heal 1 tenant in 1 ring (broad: 1)?");
    terminal.type(`y${keys.enter}`);
    await terminal.see("1 tenant: 1 changed.");
    expect(await terminal.ended).toBe(0);
    expect((await fleet("scan")).code).toBe(0);
  });

  it("stops an update at Ctrl-C, says how to go on, and goes on with it", async () => {
    await tamper("contoso", "Changed again");
    const { faults, requests } = tenants.get("contoso");
    requests.clear();
    faults.add({
      match: { path: "/oauth2/v2.0/token" },
      effect: { kind: "latency", milliseconds: 60_000, when: "before" },
    });
    const { child, ended } = startPinReset(["fleet", "up", "--ring", "canary", "--yes"], env, "", root);
    await vi.waitFor(() => expect(requests.list({ path: "/openid-configuration" })).not.toEqual([]), 30_000);
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    faults.clear();
    const [, run = ""] = /fleet resume (up-\S+)/.exec(stderr) ?? [];
    const resumed = await fleet("resume", run);
    expect(resumed.stdout).toMatch(/^contoso {2}ring canary {2}(?:changed|in sync)/);
    expect(resumed.code).toBe(0);
  });
});
