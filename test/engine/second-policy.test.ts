import { afterEach, beforeEach, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { recoveryRoutes, seedRecoveryPolicy } from "../../tenant/seed/recovery-policies.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { runPinReset } from "../cli/support/run.ts";
import { createStack, type Stack } from "./stack.ts";
import { configure, plannedSteps, succeed } from "./support.ts";

let tenant: Tenant;
let stack: Stack;
const assignments = { groups: ["Windows devices"] };

beforeEach(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env });
  await configure(stack, { "pin-reset:assignments": assignments });
});

afterEach(async () => {
  await stack.close();
  await tenant.close();
});

const configurations = "/v1.0/deviceManagement/deviceConfigurations";
const profiles = () =>
  tenant.state.deviceConfigurations
    .all()
    .filter(({ "@odata.type": type }) => type === "#microsoft.graph.windows10CustomConfiguration");

/** Makes a profile by hand that sets one node; answers its id. */
async function makeProfile(omaUri: string): Promise<string> {
  const { status, body } = await tenant.asAdministrator("POST", configurations, {
    "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
    displayName: "By hand",
    omaSettings: [
      { "@odata.type": "#microsoft.graph.omaSettingBoolean", displayName: "PIN", omaUri, value: true },
    ],
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return String(Reflect.get(Object(body), "id"));
}

/** The requests of a preview without changes: the lookups and the reads. None lists the policies, which would be in beta. */
const lookUpsAndReads = ["POST /v1.0/$batch", "POST /v1.0/$batch"];

const forms = {
  "without the scope": `./Vendor/MSFT/PassportForWork/${seeded.tenantId}/Policies/EnablePinRecovery`,
  "for users": `./User/Vendor/MSFT/PassportForWork/${seeded.tenantId}/Policies/EnablePinRecovery`,
  miscopied: "./Vendor/MSFT/Policy/PassportForWork/Policies/EnablePinRecovery",
};

it("up makes no second policy beside a profile, in any form of the node, and creates nothing", async () => {
  const made = await Promise.all(
    Object.values(forms).map(async (omaUri) => ({ omaUri, id: await makeProfile(omaUri) })),
  );
  const run = await stack.run(["up", "--yes", "--skip-preview"]);
  expect(run.code).not.toBe(0);
  for (const { omaUri, id } of made) {
    expect(run.stdout).toContain(
      `The custom profile "By hand" (${id}) sets EnablePinRecovery already, by ${omaUri}`,
    );
    expect(run.stdout).toContain(`adopt --profile ${id} --apply`);
  }
  expect(run.stdout).toContain('pulumi config set --path "pin-reset:profile.allowOtherProfiles" true');
  expect(profiles()).toHaveLength(made.length);
  expect(tenant.state.servicePrincipals.all()).toHaveLength(3);
  expect(tenant.state.oauth2PermissionGrants.all()).toEqual([]);
});

it("up makes no second policy beside one of any kind, and asks for the settings of the intents alone in a round trip of its own", async () => {
  for (const route of recoveryRoutes) {
    seedRecoveryPolicy(tenant.state, { route });
  }
  tenant.requests.clear();
  const run = await stack.run(["up", "--yes", "--skip-preview"]);
  expect(run.code).not.toBe(0);
  const { custom, identityProtection } = seeded.recoveryPolicies;
  expect(run.stdout).toContain(
    `The custom profile "PIN recovery (custom)" (${custom}) sets EnablePinRecovery already, by `,
  );
  expect(run.stdout).toContain(
    `The identity protection profile "Identity protection" (${identityProtection}) sets EnablePinRecovery already`,
  );
  expect(run.stdout).toContain("... and 3 more, shown once these are fixed");
  expect(profiles()).toHaveLength(1);
  const lookUps = tenant.requests.graph("pulumi-intune/").map(({ method, target }) => `${method} ${target}`);
  // What the settings name travels beside the tenant's policies, and may be answered after the settings of the intents.
  expect(lookUps.sort()).toEqual([
    expect.stringMatching(/^GET \/beta\/deviceManagement\/intents\/[^/]+\/settings$/),
    "POST /beta/$batch",
    "POST /v1.0/$batch",
  ]);
});

it("up makes its profile in a tenant whose policies only look as if they set EnablePinRecovery", async () => {
  tenant.seedScenario("healthy");
  tenant.state.configurationPolicies.remove(seeded.recoveryPolicies.settingsCatalog);
  seedRecoveryPolicy(tenant.state, { route: "identityProtection", value: false });
  await succeed(stack, "up", "--yes", "--skip-preview");
  expect(profiles()).toHaveLength(1);
});

it("a stack that is told to makes its profile beside another one, and is told once: its own is no second one", async () => {
  await makeProfile(forms["without the scope"]);
  await configure(stack, {
    "pin-reset:assignments": assignments,
    "pin-reset:profile": { allowOtherProfiles: true },
  });
  await succeed(stack, "up", "--yes", "--skip-preview");
  expect(profiles()).toHaveLength(2);
  await configure(stack, { "pin-reset:assignments": assignments });
  tenant.requests.clear();
  expect((await plannedSteps(stack)).code).toBe(0);
  const ours = tenant.requests.graph("pulumi-intune/").map(({ method, target }) => `${method} ${target}`);
  expect(ours).toEqual(lookUpsAndReads);
});

it("up --refresh makes no second policy where the stack's own profile was deleted beside another one", async () => {
  await succeed(stack, "up", "--yes", "--skip-preview");
  const [own = { id: "" }] = profiles();
  const id = await makeProfile(forms["without the scope"]);
  tenant.requests.clear();
  expect((await plannedSteps(stack)).code).toBe(0);
  const ours = tenant.requests.graph("pulumi-intune/").map(({ method, target }) => `${method} ${target}`);
  expect(ours).toEqual(lookUpsAndReads);

  await tenant.asAdministrator("DELETE", `${configurations}/${own.id}`);
  const refusal = `The custom profile "By hand" (${id}) sets EnablePinRecovery already, by ${forms["without the scope"]}`;
  const preview = await stack.run(["preview", "--refresh"]);
  expect(preview).toMatchObject({ code: 0, stdout: expect.stringContaining(refusal) });
  const run = await stack.run(["up", "--refresh", "--yes", "--skip-preview"]);
  expect(run.code).not.toBe(0);
  expect(run.stdout).toContain(refusal);
  expect(run.stdout).toContain(`adopt --profile ${id} --apply`);
  expect(profiles().map((profile) => profile.id)).toEqual([id]);

  await tenant.asAdministrator("DELETE", `${configurations}/${id}`);
  await succeed(stack, "up", "--refresh", "--yes", "--skip-preview");
  expect(profiles()).toHaveLength(1);
});

it("adopt takes the profile without the scope, and says that an update writes the node", async () => {
  const id = await makeProfile(forms["without the scope"]);
  tenant.consent({ service: ["User.Read", "Directory.Read.All"] });
  const env = Object.entries(stack.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  const run = await runPinReset(["adopt", "--apply"], Object.fromEntries(env), "", stack.directory);
  expect(run, run.stderr).toMatchObject({ code: 0 });
  expect(run.stdout).toMatch(new RegExp(`pin-reset-profile .* ${id}`));
  expect(run.stderr).toMatch(/update pin-reset-profile: .*omaSettings/);
  expect(run.stderr).toMatch(/update pin-reset-service-on-directory: .*removes Directory\.Read\.All/);

  const drift = await runPinReset(["drift"], Object.fromEntries(env), "", stack.directory);
  expect(drift.stderr).toContain(
    "`pulumi up` removes Directory.Read.All from pin-reset-service-on-directory.",
  );
  await succeed(stack, "up", "--yes", "--skip-preview");
  expect(profiles().map((profile) => profile.omaSettings?.[0]?.omaUri)).toEqual([
    `./Device${forms["without the scope"].slice(1)}`,
  ]);
});
