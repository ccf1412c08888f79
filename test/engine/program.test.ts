import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pinResetApps } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { createStack, type Stack } from "./stack.ts";
import { configure } from "./support.ts";

let tenant: Tenant;
let stack: Stack;

beforeAll(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env });
  await settings({});
});

afterAll(async () => {
  await stack.close();
  await tenant.close();
});

beforeEach(() => tenant.requests.clear());

/** The stack's settings: the assignments, and what a test adds. */
function settings(more: Record<string, unknown>, groups = ["Windows devices"]): Promise<void> {
  return configure(stack, { "pin-reset:assignments": { groups, excludedGroups: ["Kiosks"] }, ...more });
}

const roundTrips = (client: string) =>
  tenant.requests.graph(client).map(({ method, target }) => `${method} ${decodeURIComponent(target)}`);
const ours = () => roundTrips("pulumi-intune/");
/** The reads within our batches, without the version, sorted. */
const readsOfOurs = () =>
  tenant.requests
    .single({ userAgent: "pulumi-intune/" })
    .flatMap(({ method, target }) =>
      method === "GET" ? [decodeURIComponent(target).replace("/v1.0", "")] : [],
    )
    .sort();
const writes = () =>
  tenant.requests.single().flatMap(({ method, target }) => (method === "GET" ? [] : [target]));
const profiles = () =>
  tenant.state.deviceConfigurations.all().filter(({ displayName }) => displayName.includes("PIN recovery"));
const principals = () =>
  tenant.state.servicePrincipals.all().filter(({ displayName }) => displayName?.startsWith("Microsoft Pin"));

async function up() {
  const run = await stack.run(["up", "--yes", "--skip-preview"]);
  expect(run, run.stdout).toMatchObject({ code: 0 });
  return run.stdout;
}

describe("the program on the engine, from an empty tenant to an empty stack", () => {
  it("previews everything, and writes nothing but sign-ins", async () => {
    const run = await stack.run(["preview"]);
    expect(run, run.stdout + run.stderr).toMatchObject({ code: 0 });
    expect(run.stdout).toContain("+ 11 to create");
    expect(run.stdout).not.toContain("Undefined value");
    expect(writes().filter((target) => !target.includes("/oauth2/"))).toEqual([]);
  });

  it("goes up with six requests of the plugin, three of them for lookups, and what the tenant has then is what is declared", async () => {
    expect(await up()).toContain("+ 11 created");
    // What the settings name, the policies of the tenant, and, as an excluded group has no rule, members of groups.
    expect(ours().slice(0, 3).sort()).toEqual([
      "POST /beta/$batch",
      "POST /v1.0/$batch",
      "POST /v1.0/$batch",
    ]);
    expect(ours().slice(3)).toEqual([
      expect.stringContaining("GET /v1.0/deviceManagement/deviceConfigurations?$filter="),
      "POST /v1.0/$batch",
      "POST /v1.0/$batch",
    ]);
    expect(principals().map(({ accountEnabled, tags }) => ({ accountEnabled, tags }))).toEqual(
      Array(2).fill({ accountEnabled: true, tags: ["WindowsAzureActiveDirectoryIntegratedApp"] }),
    );
    expect(
      tenant.state.oauth2PermissionGrants
        .all()
        .map(({ scope }) => scope?.trim())
        .sort(),
    ).toEqual(["User.Read", "user_impersonation"]);
    expect(
      profiles().map(({ omaSettings }) => omaSettings?.map(({ omaUri, value }) => ({ omaUri, value }))),
    ).toEqual([
      [
        {
          omaUri: `./Device/Vendor/MSFT/PassportForWork/${tenant.state.tenantId}/Policies/EnablePinRecovery`,
          value: true,
        },
      ],
    ]);
    expect(profiles()[0]?.assignments).toHaveLength(2);
  });

  it("changes nothing in a second up", async () => {
    expect(await up()).toContain("11 unchanged");
    expect(writes().filter((target) => !target.includes("/oauth2/"))).toEqual([]);
  });

  it.each([
    ["one pass with the program", "true"],
    ["a refresh before it", "false"],
  ])(
    "has no drift in %s, which takes two round trips of the plugin, lookups and reads, and of azuread only those of its resources",
    async (_, onePass) => {
      const run = await stack.run(["preview", "--expect-no-changes"], { PULUMI_RUN_PROGRAM: onePass });
      expect(run, run.stdout).toMatchObject({ code: 0 });
      expect(ours()).toEqual(["POST /v1.0/$batch", "POST /v1.0/$batch"]);
      const profile = `/deviceManagement/deviceConfigurations/${profiles()[0]?.id}`;
      const { client, service } = pinResetApps;
      expect(readsOfOurs()).toEqual([
        profile,
        `${profile}/assignments`,
        "/groups?$filter=displayName eq 'Kiosks'&$select=id,displayName,membershipRule",
        "/groups?$filter=displayName eq 'Windows devices'&$select=id,displayName,membershipRule",
        "/servicePrincipals(appId='00000002-0000-0000-c000-000000000000')?$select=id",
        `/servicePrincipals(appId='${client.id}')/oauth2PermissionGrants`,
        `/servicePrincipals(appId='${service.id}')/oauth2PermissionGrants`,
        `/servicePrincipals(appId='${service.id}')?$select=id`,
      ]);
      const grants = tenant.state.oauth2PermissionGrants
        .all()
        .map(({ id }) => `GET /v1.0/oauth2PermissionGrants/${id}`);
      const own = principals().map(({ id }) => `GET /v1.0/servicePrincipals/${id}`);
      const owners = own.map((request) => `${request}/owners`);
      expect(roundTrips("pulumi-azuread").sort()).toEqual([...grants, ...own, ...owners].sort());
    },
  );

  it("exits 7 when an administrator changed it, and says what by path, as a refresh does", async () => {
    const [profile] = profiles();
    const target = `/v1.0/deviceManagement/deviceConfigurations/${profile?.id}`;
    const omaSettings = (profile?.omaSettings ?? []).map((setting) => ({
      "@odata.type": setting["@odata.type"],
      displayName: setting.displayName,
      description: setting.description,
      omaUri: setting.omaUri,
      value: false,
    }));
    await tenant.asAdministrator("PATCH", target, { "@odata.type": profile?.["@odata.type"], omaSettings });
    await tenant.asAdministrator("POST", `${target}/assign`, { assignments: [] });

    const preview = await stack.run(["preview", "--expect-no-changes", "--json"]);
    expect(preview.code).toBe(7);
    const steps: Step[] = JSON.parse(preview.stdout.slice(preview.stdout.indexOf("{"))).steps;
    expect(drift(steps)).toEqual({
      "intune:index:WindowsCustomConfiguration": { "omaSettings[0].value": "update" },
      "intune:index:DeviceConfigurationAssignments": { "targets[0]": "add", "targets[1]": "add" },
    });

    const refresh = await stack.run(["refresh", "--preview-only", "--diff"]);
    expect(refresh.stdout).toMatch(/value: true => false/);
    expect(refresh.stdout).toMatch(/- \[0\]: \{\s+- groupId/);
  });

  it("heals, and is as declared again", async () => {
    expect(await up()).toContain("~ 2 updated");
    expect(profiles()[0]?.omaSettings?.[0]?.value).toBe(true);
    expect((await stack.run(["preview", "--expect-no-changes"])).code).toBe(0);
  });

  it("sees a principal that was switched off, and switches it on", async () => {
    const [principal] = principals();
    tenant.state.servicePrincipals.change(principal?.id ?? "", { accountEnabled: false });
    expect((await stack.run(["preview", "--expect-no-changes"])).code).toBe(7);
    await up();
    expect(principals().every(({ accountEnabled }) => accountEnabled)).toBe(true);
  });

  it("renames the profile by one request beside the lookups and the refresh", async () => {
    await settings({ "pin-reset:profile": { displayName: "Renamed PIN recovery" } });
    await up();
    expect(ours()).toEqual(Array(3).fill("POST /v1.0/$batch"));
    expect(profiles().map(({ displayName }) => displayName)).toEqual(["Renamed PIN recovery"]);
  });

  it("changes an assignment by one request beside the lookups and the refresh", async () => {
    await settings({ "pin-reset:profile": { displayName: "Renamed PIN recovery" } }, ["Helpdesk"]);
    await up();
    expect(ours()).toEqual(Array(3).fill("POST /v1.0/$batch"));
  });

  it("keeps no credential in its state", async () => {
    const state = path.join(fileURLToPath(String(stack.env.PULUMI_BACKEND_URL)), ".pulumi");
    const files = await readdir(state, { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map((file) => readFile(path.join(file.parentPath, file.name), "utf8")),
    );
    expect(contents.join()).toContain("EnablePinRecovery");
    expect(contents.join()).not.toContain(tenant.env.ARM_CLIENT_SECRET);
  });

  it("is destroyed, and leaves both principals", async () => {
    const run = await stack.run(["destroy", "--yes", "--skip-preview"]);
    expect(run, run.stdout).toMatchObject({ code: 0 });
    expect(profiles()).toEqual([]);
    expect(tenant.state.oauth2PermissionGrants.all()).toEqual([]);
    expect(principals()).toHaveLength(2);
  });
});

type Step = { op: string; urn: string; detailedDiff?: Record<string, { kind: string }> | null };

/** What each step updates, by the type of its resource and by path. */
function drift(steps: readonly Step[]): Record<string, Record<string, string>> {
  const updates = steps.filter(({ op }) => op === "update");
  return Object.fromEntries(
    updates.map(({ urn, detailedDiff }) => [
      urn.split("::")[2]?.split("$").at(-1),
      Object.fromEntries(Object.entries(detailedDiff ?? {}).map(([at, { kind }]) => [at, kind])),
    ]),
  );
}
