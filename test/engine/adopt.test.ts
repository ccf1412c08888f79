import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pinResetApps, seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { type Run, runPinReset, startPinReset } from "../cli/support/run.ts";
import { createStack, type Stack } from "./stack.ts";
import { configure, plannedSteps, succeed } from "./support.ts";

let tenant: Tenant;
let stack: Stack;
let folder: string;

beforeEach(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env });
  folder = await mkdtemp(path.join(tmpdir(), "adopt-"));
  await configure(stack, {
    "pin-reset:assignments": { groups: ["Windows devices"], excludedGroups: ["Kiosks"] },
  });
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await stack.close();
  await tenant.close();
});

function start(...args: string[]) {
  const env = Object.entries(stack.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return startPinReset(["adopt", ...args], Object.fromEntries(env), "", stack.directory);
}

function adopt(...args: string[]): Promise<Run> {
  return start(...args).ended;
}

const file = () => path.join(folder, "import.json");
const writes = () =>
  tenant.requests
    .single()
    .filter(({ method, target }) => method !== "GET" && !target.includes("/oauth2/v2.0"));

/** Does as an administrator in the portals; answers the id of what was made. */
async function make(at: string, body: Record<string, unknown>): Promise<string> {
  const reply = await tenant.asAdministrator("POST", at, body);
  expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
  return String(Reflect.get(Object(reply.body), "id"));
}

const node = `./Device/Vendor/MSFT/PassportForWork/${seeded.tenantId}/Policies/EnablePinRecovery`;

async function makeConsent() {
  const tags = ["WindowsAzureActiveDirectoryIntegratedApp"];
  const service = await make("/v1.0/servicePrincipals", { appId: pinResetApps.service.id, tags });
  const client = await make("/v1.0/servicePrincipals", { appId: pinResetApps.client.id, tags });
  const grant = (clientId: string, resourceId: string, scope: string) =>
    make("/v1.0/oauth2PermissionGrants", { clientId, consentType: "AllPrincipals", resourceId, scope });
  const grants = [
    await grant(client, service, "user_impersonation"),
    await grant(service, seeded.principals.directory, "User.Read"),
  ];
  return { service, client, grants };
}

/** A profile as the declaration has it, but for what is given. */
async function makeProfile(more: Record<string, unknown> = {}): Promise<string> {
  const setting = {
    "@odata.type": "#microsoft.graph.omaSettingBoolean",
    displayName: "EnablePinRecovery",
    description: "Lets a user replace a forgotten PIN without losing what it protects",
    omaUri: node,
    value: true,
  };
  const id = await make("/beta/deviceManagement/deviceConfigurations", {
    "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
    displayName: "Windows Hello - PIN recovery",
    description: "Lets users replace a forgotten Windows Hello PIN through the Microsoft PIN reset service.",
    omaSettings: [setting],
    ...more,
  });
  const target = (type: string, groupId: string) => ({
    target: { "@odata.type": `#microsoft.graph.${type}`, groupId },
  });
  await make(`/beta/deviceManagement/deviceConfigurations/${id}/assign`, {
    assignments: [
      target("groupAssignmentTarget", seeded.groups.windowsDevices),
      target("exclusionGroupAssignmentTarget", seeded.groups.kiosks),
    ],
  });
  return id;
}

describe("pin-reset adopt on a tenant that was set up by hand", () => {
  it("shows what is there and writes the import file for its owner alone; imports nothing", async () => {
    const { service, client, grants } = await makeConsent();
    const profile = await makeProfile();

    const run = await adopt("--file", file(), "--output", "json");
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(run.stdout)).toEqual(
      expect.arrayContaining([
        { name: "pin-reset-service", type: "ServicePrincipal", id: `/servicePrincipals/${service}` },
        { name: "pin-reset-client", type: "ServicePrincipal", id: `/servicePrincipals/${client}` },
        {
          name: "pin-reset-client-on-service",
          type: "ServicePrincipalDelegatedPermissionGrant",
          id: `/oauth2PermissionGrants/${grants[0]}`,
        },
        {
          name: "pin-reset-service-on-directory",
          type: "ServicePrincipalDelegatedPermissionGrant",
          id: `/oauth2PermissionGrants/${grants[1]}`,
        },
        { name: "pin-reset-profile", type: "WindowsCustomConfiguration", id: profile },
        { name: "pin-reset-assignments", type: "DeviceConfigurationAssignments", id: profile },
      ]),
    );
    expect(run.stderr).toContain(file());
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(await readFile(file(), "utf8")).not.toContain("PLACEHOLDER");
    expect(await succeed(stack, "stack", "export")).not.toContain("pin-reset-profile");
  });

  it("imports all of it with --apply, and the preview after it is empty", async () => {
    await makeConsent();
    await makeProfile();
    const before = tenant.state.deviceConfigurations.all();

    const run = await adopt("--apply");
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stderr).toContain("Imported 6 resources. The next `pulumi up` changes nothing.");
    expect(writes()).toEqual([]);
    expect(tenant.state.deviceConfigurations.all()).toEqual(before);

    const { code, steps } = await plannedSteps(stack);
    expect(code).toBe(0);
    expect(new Set(Object.values(steps).map(({ op }) => op))).toEqual(new Set(["same"]));
    expect((await adopt()).stderr).toContain("The stack has all that the program declares");
  });

  it("imports what is there, and says what the next update would create and change", async () => {
    await makeConsent().then(({ grants }) =>
      tenant.asAdministrator("DELETE", `/v1.0/oauth2PermissionGrants/${grants[0]}`),
    );
    await makeProfile({ displayName: "PIN" });

    const run = await adopt("--apply");
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stdout).toMatch(/pin-reset-client-on-service .* will be created/);
    expect(run.stderr).toContain("Imported 5 resources. The next `pulumi up` would:");
    expect(run.stderr).toContain("create pin-reset-client-on-service");
    expect(run.stderr).toContain("update pin-reset-profile: displayName");
    await succeed(stack, "up", "--yes", "--skip-preview");
    expect((await plannedSteps(stack)).code).toBe(0);
  });

  it("says what came in where the import fails half-way, and goes on from there", async () => {
    await makeConsent();
    await makeProfile();
    // The look-up of the companion is let through; what the provider reads for the import is not.
    tenant.faults.add({
      match: { method: "GET", path: "/deviceConfigurations/[^/]+$", userAgent: "pulumi-intune/" },
      count: "always",
      effect: { kind: "status", status: 403 },
    });

    const run = await adopt("--apply");
    expect(run, run.stdout).toMatchObject({ code: 1 });
    expect(run.stderr).toContain("pulumi import failed:");
    expect(run.stderr).toMatch(/Imported: .*pin-reset-service/);
    expect(run.stderr).toMatch(/Not imported: pin-reset-profile/);

    tenant.faults.clear();
    const again = await adopt("--apply");
    expect(again, again.stderr).toMatchObject({ code: 0 });
    expect(again.stderr).toContain("The next `pulumi up` changes nothing.");
  });

  it("says what came in where Ctrl-C comes during the import, and goes on from there", async () => {
    await makeConsent();
    await makeProfile();
    const run = start("--apply");
    await new Promise<void>((resolve) => {
      const effect = { kind: "latency", milliseconds: 60_000 } as const;
      const match = { method: "GET", path: "/deviceConfigurations/[^/]+$", userAgent: "pulumi-intune/" };
      tenant.faults.add({ match, effect }, () => resolve());
    });
    run.child.kill("SIGINT");

    const ended = await run.ended;
    expect(ended, ended.stderr).toMatchObject({ code: 130 });
    expect(ended.stderr).toContain("Interrupted while Pulumi worked.");
    expect(ended.stderr).toMatch(/^Imported: /m);
    expect(ended.stderr).toMatch(/^Not imported: .*pin-reset-profile/m);

    tenant.faults.clear();
    expect((await adopt("--apply")).stderr).toContain("The next `pulumi up` changes nothing.");
  });

  it("keeps what was imported from being destroyed before the first update", async () => {
    await makeConsent();
    expect(await adopt("--apply")).toMatchObject({ code: 0 });

    const destroy = await stack.run(["destroy", "--yes", "--skip-preview"]);
    expect(destroy.code).not.toBe(0);
    expect(destroy.stdout).toContain("protected");
  });
});

describe("pin-reset adopt where two profiles turn PIN recovery on", () => {
  it("lists both, and takes the one that --profile names", async () => {
    const first = await makeProfile();
    const second = await makeProfile({ displayName: "PIN recovery (copy)" });

    const refused = await adopt("--apply");
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain(`2 custom profiles set ${node}:`);
    expect(refused.stderr).toContain(`  ${first}  Windows Hello - PIN recovery`);
    expect(refused.stderr).toContain(`  ${second}  PIN recovery (copy)`);
    expect(refused.stderr).toContain("--profile ID");

    const chosen = await adopt("--profile", second, "--output", "json");
    expect(chosen, chosen.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(chosen.stdout)).toContainEqual({
      name: "pin-reset-profile",
      type: "WindowsCustomConfiguration",
      id: second,
    });
  });
});

describe("pin-reset adopt", () => {
  it("imports nothing on a tenant that has none of it", async () => {
    const run = await adopt("--apply", "--file", file());
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stderr).toContain("there is nothing to import");
    await expect(stat(file())).rejects.toThrow("ENOENT");
  });

  it("leaves a file alone that is there already", async () => {
    await makeProfile();
    await writeFile(file(), "mine");
    const run = await adopt("--file", file());
    expect(run).toMatchObject({ code: 1 });
    expect(run.stderr).toContain("--file");
    expect(await readFile(file(), "utf8")).toBe("mine");
  });

  it("says what the program refuses in the program's own words", async () => {
    await configure(stack, { "pin-reset:assignments": { groups: ["Nobody"] } });
    const run = await adopt();
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain('pin-reset:assignments.groups[0] names the group "Nobody"');
  });

  it("names the stack that there is not", async () => {
    const run = await adopt("--stack", "elsewhere");
    expect(run).toMatchObject({ code: 1 });
    expect(run.stderr).toContain("elsewhere");
  });

  it("says so when PULUMI_COMMAND is no program", async () => {
    const run = await runPinReset(["adopt"], { ...tenant.env, PULUMI_COMMAND: path.join(folder, "pulumi") });
    expect(run).toMatchObject({ code: 1 });
    expect(run.stderr).toContain("PULUMI_COMMAND must be the path of the Pulumi CLI");
  });
});
