import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { appendFile, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { runEngine } from "../../fleet/engine/run-engine.ts";
import { fleetOf, profile, settings } from "./fleet-stacks.ts";
import { succeed } from "./support.ts";

const fleet = fleetOf(["contoso", "fabrikam", "tailspin", "wingtip"]);

const run = (...given: Parameters<typeof fleet.work>) => runEngine(fleet.work(...given));

/** The folders of that name in which an Intune plugin runs that the engine did not start. */
function aheadIn(prefix: string): string[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const folder = readlinkSync(`/proc/${pid}/cwd`);
      const isAhead = readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("/intune/ahead.ts");
      return isAhead && path.basename(folder).startsWith(prefix) ? [folder] : [];
    } catch {
      return [];
    }
  });
}

/** Looks for such plugins until it is asked: how many were started, and which are left. Only Linux tells. */
function watchAhead() {
  const prefix = "pin-reset-fleet-";
  const seen = new Set<string>();
  const look = () => {
    for (const folder of aheadIn(prefix)) {
      seen.add(folder);
    }
  };
  const timer = process.platform === "linux" ? setInterval(look, 20) : undefined;
  return () => {
    clearInterval(timer);
    return { started: seen.size, left: timer === undefined ? [] : aheadIn(prefix) };
  };
}

describe("one tenant of a fleet, by the engine", () => {
  it("leaves no stack behind where it looks at one that was never deployed", async () => {
    for (const operation of ["drift", "heal"] as const) {
      expect(await run(operation, "contoso")).toMatchObject({
        status: "notScanned",
        reason: "neverDeployed",
      });
    }
    const previewed = await run("preview", "contoso");
    expect(previewed, JSON.stringify(previewed)).toMatchObject({ status: "pending", drift: [] });
    expect(previewed.changes?.create).toBeGreaterThan(5);
    expect(await fleet.stacks()).toEqual([]);
  });

  it("is deployed, and everything is written outside of the project", async () => {
    const files = await readdir(fleet.stack.directory);
    const outcome = await run("up", "contoso");
    expect(outcome, JSON.stringify(outcome)).toMatchObject({ status: "changed", drift: [], notices: [] });
    expect(fleet.portal("contoso").named(profile)).toHaveLength(1);
    expect(await run("up", "contoso")).toMatchObject({ status: "inSync" });
    const ahead = watchAhead();
    expect(await run("preview", "contoso")).toMatchObject({ status: "inSync" });
    expect(await readdir(fleet.stack.directory)).toEqual(files);
    expect(await fleet.locks("contoso")).toEqual([]);
    // A preview signs in while the CLI starts, by a plugin that is started beside it.
    expect(ahead()).toEqual(
      process.platform === "linux" ? { started: 1, left: [] } : { started: 0, left: [] },
    );
  });

  it("is left alone, as is its stack, where fleet.yaml has the stack for another tenant", async () => {
    const { tenant } = fleet.work("up", "fabrikam");
    for (const operation of ["up", "heal"] as const) {
      expect(await run(operation, "fabrikam", { tenant: { ...tenant, stack: "contoso" } })).toMatchObject({
        status: "failed",
        error: { code: "stackOfOtherTenant", message: expect.stringContaining(tenant.tenantId) },
      });
    }
    expect(fleet.portal("fabrikam").named(profile)).toHaveLength(0);
  });

  it("is healed of drift with its author, and what is pending stays so", async () => {
    const portal = fleet.portal("contoso");
    await portal.change(profile, { description: "changed by hand" });
    const { tenant } = fleet.work("drift", "contoso");
    const more = {
      tenant: { ...tenant, settings: { "pin-reset:assignments": { groups: ["Windows devices"] } } },
    };
    const found = {
      drift: [
        {
          type: "intune:index:WindowsCustomConfiguration",
          name: "pin-reset-profile",
          kind: "changed",
          paths: ["description"],
          by: expect.any(String),
          at: expect.any(String),
        },
      ],
    };
    const drifted = await run("drift", "contoso", more);
    expect(drifted, JSON.stringify(drifted)).toMatchObject({ status: "drifted", ...found });
    const healed = await run("heal", "contoso", more);
    expect(healed, JSON.stringify(healed)).toMatchObject({
      status: "changed",
      ...found,
      notices: ["Pending changes (1) are left to `up`."],
    });
    expect(portal.profile(profile)).not.toMatchObject({ description: "changed by hand" });
    expect(portal.profile(profile).assignments).toHaveLength(2);
    expect(await run("drift", "contoso", more)).toMatchObject({ status: "pending", drift: [] });
    expect(await run("heal", "contoso")).toMatchObject({ status: "inSync" });
  });

  it("is not healed where that would apply what is pending", async () => {
    const portal = fleet.portal("contoso");
    await portal.change(profile, { description: "changed by hand" });
    const { tenant } = fleet.work("heal", "contoso");
    const more = {
      tenant: { ...tenant, settings: { ...settings, "pin-reset:profile": { displayName: "Other" } } },
    };
    expect(await run("heal", "contoso", more)).toMatchObject({
      status: "failed",
      drift: [{ paths: ["description"] }],
      error: { code: "driftWithPending", message: expect.stringContaining("pin-reset-profile") },
    });
    expect(portal.profile(profile)).toMatchObject({ description: "changed by hand" });
    expect(await run("up", "contoso")).toMatchObject({ status: "changed", drift: [{ kind: "changed" }] });
  });

  it("fails with the engine's words, and without a secret", async () => {
    const { tenant } = fleet.work("up", "fabrikam");
    const missing = { ...tenant, settings: { "pin-reset:assignments": { groups: ["No such group"] } } };
    const outcome = await run("up", "fabrikam", { tenant: missing });
    expect(outcome).toMatchObject({
      status: "failed",
      error: { code: "pulumiFailed", message: expect.stringContaining("No such group") },
    });
    const secret = fleet.stack.env.ARM_CLIENT_SECRET ?? "";
    const refused = await run("up", "fabrikam", {
      env: { ...fleet.stack.env, ARM_CLIENT_SECRET: `${secret}x` },
    });
    expect(refused.status).toBe("failed");
    expect(JSON.stringify(refused)).not.toContain(secret);
    expect(await run("up", "fabrikam")).toMatchObject({ status: "changed" });
  });

  it("is not deployed where the policy pack refuses it, and the error says which rule and why", async () => {
    const options = { doctor: false, policyPack: "policy" };
    expect(await run("preview", "fabrikam", { options })).toMatchObject({ status: "inSync", notices: [] });
    const { tenant } = fleet.work("up", "fabrikam");
    const everyone = { ...tenant, settings: { "pin-reset:assignments": { allDevices: true } } };
    const refused = await run("up", "fabrikam", { options, tenant: everyone });
    expect(refused, JSON.stringify(refused)).toMatchObject({
      status: "failed",
      error: {
        code: "policyViolated",
        message: expect.stringMatching(/all-devices-and-users-only-where-allowed: pin-reset-assignments: /),
      },
    });
    const { assignments } = fleet.portal("fabrikam").profile(profile);
    expect(JSON.stringify(assignments)).not.toContain("allDevices");
  });

  it("throws what aborted it, and is deployed by the next run", async () => {
    const stopping = new AbortController();
    const ended = run("up", "tailspin", {
      signal: stopping.signal,
      report: (text) => text === "updates" && setTimeout(() => stopping.abort(new Error("Ctrl-C")), 1_000),
    });
    await expect(ended).rejects.toThrow("Ctrl-C");
    expect(await fleet.locks("tailspin")).toEqual([]);
    const again = await run("up", "tailspin");
    expect(again, JSON.stringify(again)).toMatchObject({ status: "changed" });
    expect(fleet.portal("tailspin").named(profile)).toHaveLength(1);
  });
});

describe("a stack that moves between a fleet and plain pulumi", () => {
  it("keeps its secrets provider and its encrypted settings where it was deployed by plain pulumi", async () => {
    const { stack } = fleet;
    const named = ["--stack", "wingtip"];
    const tenantId = fleet.work("up", "wingtip").tenant.tenantId;
    await succeed(stack, "stack", "init", "wingtip");
    const plain = async (...args: string[]) => {
      const ended = await stack.run([...args, ...named], { ARM_TENANT_ID: tenantId });
      expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0 });
    };
    const file = path.join(stack.directory, "Pulumi.wingtip.yaml");
    await appendFile(file, `config: ${JSON.stringify(settings)}\n`);
    await plain("config", "set", "--secret", "intune:clientId", stack.env.ARM_CLIENT_ID ?? "");
    await plain("up", "--yes", "--skip-preview");
    const before = await readFile(file, "utf8");

    const outcome = await run("preview", "wingtip");
    expect(outcome, JSON.stringify(outcome)).toMatchObject({ status: "inSync" });
    expect(await run("up", "wingtip")).toMatchObject({ status: "inSync" });
    expect(await readFile(file, "utf8")).toBe(before);
    await plain("preview", "--expect-no-changes");
  });

  it("works with plain pulumi where the fleet has made it, once its settings are written down", async () => {
    const { stack } = fleet;
    const { tenantId } = fleet.work("up", "contoso").tenant;
    const plain = async (...args: string[]) => {
      const ended = await stack.run([...args, "--stack", "contoso"], { ARM_TENANT_ID: tenantId });
      expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0 });
    };
    await writeFile(path.join(stack.directory, "Pulumi.contoso.yaml"), "");
    await plain("config", "refresh", "--force");
    expect(await readFile(path.join(stack.directory, "Pulumi.contoso.yaml"), "utf8")).toMatch(
      /encryptionsalt: v1:/,
    );
    await plain("preview", "--expect-no-changes");
    expect(await run("preview", "contoso")).toMatchObject({ status: "inSync" });
  });
});
