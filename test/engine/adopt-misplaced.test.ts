import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import {
  declaredSettings,
  importBeside,
  makeConsent,
  makeProfile,
  startAdopt,
  writesTo,
} from "./clicked-together.ts";
import { createStack, type Stack } from "./stack.ts";
import { configure, plannedSteps, succeed } from "./support.ts";

let tenant: Tenant;
let stack: Stack;

beforeEach(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env });
  await configure(stack, declaredSettings);
});

afterEach(async () => {
  await stack.close();
  await tenant.close();
});

const adopt = (...args: string[]) => startAdopt(stack, ...args).ended;

const profileType = "intune:index:WindowsCustomConfiguration";
const assignmentsType = "intune:index:DeviceConfigurationAssignments";

const namesInState = async () => {
  const { deployment } = JSON.parse(await succeed(stack, "stack", "export"));
  return deployment.resources.map(({ urn }: { urn: string }) => urn.split("::").slice(2).join("::"));
};

describe("a profile that was imported beside the component", () => {
  it("is not deleted by the `up` that takes it over for the component, which the preview foretells", async () => {
    const id = await makeProfile(tenant);
    await importBeside(stack, profileType, id, "--protect=false");
    await importBeside(stack, assignmentsType, id, "--protect=false");
    const foretold = await succeed(stack, "preview");
    expect(foretold).toContain("The stack holds what this resource would find under another name already");

    const done = await succeed(stack, "up", "--yes", "--skip-preview");
    expect(done).toContain("Another resource of this stack has the same id");
    expect(tenant.state.deviceConfigurations.get(id)).toBeDefined();
    const assignments = await tenant.asAdministrator(
      "GET",
      `/v1.0/deviceManagement/deviceConfigurations/${id}/assignments`,
    );
    expect(Reflect.get(Object(assignments.body), "value")).toHaveLength(2);
    expect((await namesInState()).join()).not.toContain("by-hand");
    expect((await plannedSteps(stack)).code).toBe(0);

    await succeed(stack, "destroy", "--yes", "--skip-preview");
    expect(tenant.state.deviceConfigurations.get(id)).toBeUndefined();
  });

  it("is found by adopt, protected and different as it is, and comes to its own place with --apply", async () => {
    await makeConsent(tenant);
    const id = await makeProfile(tenant, { displayName: "Clicked together" });
    await importBeside(stack, profileType, id);
    await importBeside(stack, assignmentsType, id);
    const before = await namesInState();

    const shown = await adopt();
    expect(shown, shown.stderr).toMatchObject({ code: 0 });
    expect(shown.stderr).toContain(`  by-hand (${id}), which is pin-reset-profile`);
    expect(shown.stderr).toContain(`  by-hand (${id}), which is pin-reset-assignments`);
    expect(await namesInState()).toEqual(before);

    tenant.requests.clear();
    const applied = await adopt("--apply");
    expect(applied, applied.stderr).toMatchObject({ code: 0 });
    expect(applied.stderr).toContain("Taken out of the state: by-hand, by-hand.");
    expect(applied.stderr).toContain("update pin-reset-profile: displayName");
    expect(writesTo(tenant)).toEqual([]);
    expect((await namesInState()).join()).not.toContain("by-hand");
    await succeed(stack, "up", "--yes", "--skip-preview");
    expect(tenant.state.deviceConfigurations.get(id)).toMatchObject({
      displayName: "Windows Hello - PIN recovery",
    });
  });

  it("is found by adopt where an `up` has taken it over and left the imported one behind", async () => {
    await succeed(stack, "up", "--yes", "--skip-preview");
    const [profile] = tenant.state.deviceConfigurations
      .all()
      .filter(({ displayName }) => displayName === "Windows Hello - PIN recovery");
    await importBeside(stack, profileType, profile?.id ?? "");

    const run = await adopt("--apply");
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stderr).toContain("Taken out of the state: by-hand.");
    expect((await plannedSteps(stack)).code).toBe(0);
  });
});
