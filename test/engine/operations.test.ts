import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pinResetApps, seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { findPulumi } from "../../tools/pulumi/find.ts";
import { runPinReset } from "../cli/support/run.ts";
import { createStack, type Stack } from "./stack.ts";
import { configure, plannedSteps, succeed } from "./support.ts";

const settings = { "pin-reset:assignments": { groups: ["Windows devices"], excludedGroups: ["Kiosks"] } };
const displayName = "Windows Hello - PIN recovery";

let tenant: Tenant;
let stack: Stack;

beforeAll(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env });
  await configure(stack, settings);
  await succeed(stack, "up", "--yes", "--skip-preview");
});

afterAll(async () => {
  await stack?.close();
  await tenant?.close();
});

const profiles = (of: Tenant) =>
  of.state.deviceConfigurations.all().filter((profile) => profile.displayName === displayName);
const principals = (of: Tenant) =>
  of.state.servicePrincipals
    .all()
    .filter(({ appId }) => appId === pinResetApps.service.id || appId === pinResetApps.client.id);
const writes = () =>
  tenant.requests.single().filter(({ method, target }) => method !== "GET" && !target.includes("/oauth2/"));

/** The stack's variables, as the companion is started with. */
function environmentOf({ env }: Stack): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

async function preview(env: Record<string, string>) {
  const { code, stdout, stderr } = await stack.run(["preview", "--expect-no-changes"], env);
  return { code, output: stdout + stderr };
}

describe("another credential", () => {
  it("leaves the preview empty: a new secret, then OIDC, which goes on when every secret is gone", async () => {
    const { secrets = [] } = tenant.state.appCredentials.get(seeded.clientId) ?? {};
    const oidc = { ARM_CLIENT_SECRET: "", ...tenant.credentials.github() };
    try {
      tenant.state.appCredentials.change(seeded.clientId, { secrets: ["a-newer-secret"] });
      expect(await preview({ ARM_CLIENT_SECRET: "a-newer-secret" })).toMatchObject({ code: 0 });
      const old = await preview({});
      expect(old.code).not.toBe(0);
      expect(old.code).not.toBe(7);
      expect(old.output).toContain("ARM_CLIENT_SECRET");

      tenant.state.appCredentials.change(seeded.clientId, { secrets: [] });
      expect(await preview(oidc)).toMatchObject({ code: 0 });
    } finally {
      tenant.state.appCredentials.change(seeded.clientId, { secrets });
    }
  });
});

describe("a state that was lost", () => {
  it("is made again from the tenant by `adopt --apply`, without a write, and previews empty", async () => {
    const before = profiles(tenant);
    const settingsFile = await readFile(path.join(stack.directory, "Pulumi.dev.yaml"), "utf8");
    await rm(path.join(stack.root, "state"), { recursive: true });
    await mkdir(path.join(stack.root, "state"));
    await succeed(stack, "stack", "init", "dev");
    expect(await readFile(path.join(stack.directory, "Pulumi.dev.yaml"), "utf8")).toBe(settingsFile);

    tenant.requests.clear();
    const run = await runPinReset(["adopt", "--apply"], environmentOf(stack), "", stack.directory);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stderr).toContain("The next `pulumi up` changes nothing.");
    expect((await plannedSteps(stack)).code).toBe(0);
    expect(writes()).toEqual([]);
    expect(profiles(tenant)).toEqual(before);
    await succeed(stack, "up", "--yes", "--skip-preview");
  });
});

describe("a move to another tenant", () => {
  it("is refused to the stack that names the tenant that it is for, before anything is read of Intune", async () => {
    const other = "0f7a3f0e-3c55-4c0e-9d3f-6a1f7f5b2c10";
    await configure(stack, { ...settings, "pin-reset:tenantId": other });
    try {
      tenant.requests.clear();
      const refused = await preview({});
      expect(refused.code).not.toBe(0);
      expect(refused.output).toContain(`pin-reset:tenantId is ${other}, but the sign-in is to the tenant`);
      expect(writes()).toEqual([]);
    } finally {
      await configure(stack, settings);
    }
  });

  it("takes a stack of its own, which leaves the first tenant as it is", async () => {
    const second = await startTenant();
    const moved = await createStack({ name: "second", env: second.env });
    try {
      await succeed(moved, "config", "set", "--path", "pin-reset:assignments.groups[0]", "Windows devices");
      const before = tenant.state.deviceConfigurations.all();
      tenant.requests.clear();
      await succeed(moved, "up", "--yes", "--skip-preview");
      expect(profiles(second)).toHaveLength(1);
      expect(tenant.requests.single()).toEqual([]);
      expect(tenant.state.deviceConfigurations.all()).toEqual(before);
    } finally {
      await moved.close();
      await second.close();
    }
  });
});

describe("another passphrase for the state's secrets", () => {
  it("leaves the preview empty, and the old passphrase opens nothing any more", async () => {
    await succeed(
      stack,
      "config",
      "set",
      "--secret",
      "intune:clientSecret",
      tenant.env.ARM_CLIENT_SECRET ?? "",
    );
    await succeed(stack, "up", "--yes", "--skip-preview");
    expect(await changePassphrase("another one")).toBe(0);

    const renewed = { PULUMI_CONFIG_PASSPHRASE: "another one" };
    expect(await preview(renewed)).toMatchObject({ code: 0 });
    const old = await preview({});
    expect(old.code).not.toBe(0);
    expect(old.output).toContain("incorrect passphrase");
    const state = await stack.run(["stack", "export"], renewed);
    expect(state.stdout).not.toContain(tenant.env.ARM_CLIENT_SECRET);
    expect(await changePassphrase("for this stack only", renewed)).toBe(0);
  });
});

/** Types the passphrase at the prompt of the CLI, as there is no variable for the new one; answers the exit code. */
async function changePassphrase(passphrase: string, env: Record<string, string> = {}) {
  const { command } = await findPulumi({ env: stack.env });
  const child = spawn(command, ["stack", "change-secrets-provider", "passphrase"], {
    cwd: stack.directory,
    env: { ...stack.env, ...env },
    stdio: "pipe",
  });
  child.stdin.end(`${passphrase}\n${passphrase}\n`);
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  expect(code, output + errors).toBe(0);
  return code;
}

describe("taking it all away", () => {
  it("destroys profile and consent, leaves both principals to be deleted by hand, and then the stack goes", async () => {
    await succeed(stack, "destroy", "--yes", "--skip-preview");
    expect(profiles(tenant)).toEqual([]);
    const left = principals(tenant);
    expect(left).toHaveLength(2);
    expect(
      tenant.state.oauth2PermissionGrants
        .all()
        .filter(({ clientId }) => left.some(({ id }) => id === clientId)),
    ).toEqual([]);

    for (const { id } of left) {
      const reply = await tenant.asAdministrator("DELETE", `/v1.0/servicePrincipals/${id}`);
      expect(reply.status).toBe(204);
    }
    expect(principals(tenant)).toEqual([]);
    await succeed(stack, "stack", "rm", "--yes", "dev");
    expect(await succeed(stack, "stack", "ls", "--json")).not.toContain("dev");
  });
});
