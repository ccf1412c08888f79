import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pinResetApps, seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { declaredSettings, makeConsent, makeProfile, writesTo } from "./clicked-together.ts";
import { isRun, plannedCommands, runDocumented, type TypeOptions } from "./documented.ts";
import { createStack, type Stack } from "./stack.ts";
import { configure } from "./support.ts";

const page = "docs/operations.md";
const displayName = "Windows Hello - PIN recovery";

// One stack goes through the page, section by section.
let tenant: Tenant;
let stack: Stack;
/** What every command needs since a section changed it. */
let since: Record<string, string> = {};
const sectionsRun = new Set<string>();

beforeAll(async () => {
  tenant = await startTenant();
  await makeConsent(tenant);
  await makeProfile(tenant);
  stack = await createStack({ name: "prod", env: tenant.env, keepPlugins: true });
  await configure(stack, declaredSettings, "prod");
});

afterAll(async () => {
  await stack?.close();
  await tenant?.close();
});

/** Runs a section of the page as it stands there. */
function play(section: string, { env, ...options }: TypeOptions = {}): Promise<string> {
  sectionsRun.add(section);
  return runDocumented(stack, page, section, /^/, { ...options, env: { ...since, ...env } });
}

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await stack.run(args, { ...since, ...env });
  return { code, output: stdout + stderr };
}

const profiles = (of: Tenant) =>
  of.state.deviceConfigurations.all().filter((profile) => profile.displayName === displayName);
const principals = (of: Tenant) =>
  of.state.servicePrincipals
    .all()
    .filter(({ appId }) => appId === pinResetApps.service.id || appId === pinResetApps.client.id);

describe("adopting what was clicked together", () => {
  it("writes nothing to the tenant", async () => {
    tenant.requests.clear();
    await play("Adopt what was clicked together");
    expect(writesTo(tenant)).toEqual([]);
  });
});

describe("another credential", () => {
  it("leaves the preview empty: a new secret, then OIDC, which goes on when every secret is gone", async () => {
    const section = "Renew the credential";
    const { secrets = [] } = tenant.state.appCredentials.get(seeded.clientId) ?? {};
    const oidc = { ARM_CLIENT_SECRET: "", ...tenant.credentials.github() };
    // What adopt leaves to be changed, the first `up` does.
    expect(await run(["up", "--yes", "--skip-preview"])).toMatchObject({ code: 0 });
    try {
      tenant.state.appCredentials.change(seeded.clientId, { secrets: ["a-newer-secret"] });
      await play(section, { env: { ARM_CLIENT_SECRET: "a-newer-secret" } });
      const old = await run(["preview", "--expect-no-changes"]);
      expect(old.code).not.toBe(0);
      expect(old.code).not.toBe(7);
      expect(old.output).toContain("ARM_CLIENT_SECRET");

      tenant.state.appCredentials.change(seeded.clientId, { secrets: [] });
      await play(section, { env: oidc });
    } finally {
      tenant.state.appCredentials.change(seeded.clientId, { secrets });
    }
  });
});

describe("another passphrase for the state's secrets", () => {
  it("leaves the preview empty, and the old passphrase opens nothing any more", async () => {
    const secret = tenant.env.ARM_CLIENT_SECRET ?? "";
    expect(await run(["config", "set", "--secret", "intune:clientSecret", secret])).toMatchObject({
      code: 0,
    });
    expect(await run(["up", "--yes", "--skip-preview"])).toMatchObject({ code: 0 });
    await play("Renew what encrypts the state's secrets");

    const old = await run(["preview", "--expect-no-changes"]);
    expect(old.code).not.toBe(0);
    expect(old.output).toContain("incorrect passphrase");
    since = { PULUMI_CONFIG_PASSPHRASE: "another one" };
    expect(await run(["preview", "--expect-no-changes"])).toMatchObject({ code: 0 });
    expect((await run(["stack", "export"])).output).not.toContain(secret);
  });
});

describe("a state that was lost", () => {
  it("is made again from the tenant, without a write, and previews empty", async () => {
    const before = profiles(tenant);
    const settingsFile = path.join(stack.directory, "Pulumi.prod.yaml");
    const settings = await readFile(settingsFile, "utf8");
    await rm(path.join(stack.root, "state"), { recursive: true });
    await mkdir(path.join(stack.root, "state"));

    tenant.requests.clear();
    const printed = await play("A state that was lost");
    expect(printed).toContain("The next `pulumi up` changes nothing.");
    expect(writesTo(tenant)).toEqual([]);
    expect(profiles(tenant)).toEqual(before);
    expect(await readFile(settingsFile, "utf8")).toBe(settings);
  });
});

describe("a run that was killed", () => {
  it("locks the stack until `cancel`, and the next `up` does its work", async () => {
    tenant.faults.add({
      match: { path: "/deviceConfigurations", userAgent: "pulumi-intune/" },
      effect: { kind: "latency", milliseconds: 60_000, when: "before" },
    });
    const { child, ended } = stack.start(["up", "--yes", "--skip-preview"], since);
    await expect.poll(locks, { timeout: 60_000 }).not.toEqual([]);
    child.kill("SIGKILL");
    expect((await ended).code).not.toBe(0);
    tenant.faults.clear();

    const refused = await run(["up", "--yes", "--skip-preview"]);
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain("the stack is currently locked");
    await play("A run that was killed");
  });
});

/** The files by which the state folder is locked. */
async function locks(): Promise<string[]> {
  const files = await readdir(path.join(stack.root, "state"), { recursive: true });
  return files.filter((file) => /locks.*\.json$/.test(file));
}

describe("a move to another tenant", () => {
  it("takes a stack of its own, which leaves the first tenant as it is, and refuses any but its own", async () => {
    const second = await startTenant();
    const env = { ...second.env };
    try {
      const before = tenant.state.deviceConfigurations.all();
      tenant.requests.clear();
      await play("Another tenant", { env });
      expect(profiles(second)).toHaveLength(1);
      expect(tenant.requests.single()).toEqual([]);
      expect(tenant.state.deviceConfigurations.all()).toEqual(before);

      second.requests.clear();
      const refused = await run(["preview", "--expect-no-changes"], env);
      expect(refused.code).not.toBe(0);
      expect(refused.output).toMatch(/pin-reset:tenantId is \S+, but the sign-in is to the tenant/);
      expect(writesTo(second)).toEqual([]);
    } finally {
      await second.close();
      expect(await run(["stack", "select", "prod"])).toMatchObject({ code: 0 });
    }
  });
});

describe("an upgrade", () => {
  it("previews empty, and the exported state comes back", async () => {
    await play("Upgrade");
    expect(await run(["preview", "--expect-no-changes"])).toMatchObject({ code: 0 });
  });
});

describe("taking it all away", () => {
  it("destroys profile and consent, leaves both principals to be deleted by hand, and then the stack goes", async () => {
    await play("Take it all away");
    expect(profiles(tenant)).toEqual([]);
    const left = principals(tenant);
    expect(left).toHaveLength(2);
    const grants = tenant.state.oauth2PermissionGrants.all();
    expect(grants.filter(({ clientId }) => left.some(({ id }) => id === clientId))).toEqual([]);

    for (const { id } of left) {
      const reply = await tenant.asAdministrator("DELETE", `/v1.0/servicePrincipals/${id}`);
      expect(reply.status).toBe(204);
    }
    expect(principals(tenant)).toEqual([]);
    expect((await run(["stack", "ls", "--json"])).output).not.toContain("prod");
  });
});

it("has run every section of the page that has a command to run", () => {
  const sections = new Set(
    plannedCommands(page)
      .filter(isRun)
      .map(({ section }) => section),
  );
  expect([...sectionsRun]).toEqual([...sections]);
});
