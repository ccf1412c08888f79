import { describe, expect, it } from "vitest";
import { declaredStack, importBeside, makeConsent, makeProfile, writesTo } from "./clicked-together.ts";
import { plannedSteps, succeed } from "./support.ts";

// What two processes of the plugin in one run know of each other is what these tests are about.
const given = declaredStack("each test", { keepPlugins: false });

const profileType = "intune:index:WindowsCustomConfiguration";
const assignmentsType = "intune:index:DeviceConfigurationAssignments";

const namesInState = async () => {
  const { deployment } = JSON.parse(await succeed(given.stack, "stack", "export"));
  return deployment.resources.map(({ urn }: { urn: string }) => urn.split("::").slice(2).join("::"));
};

describe("a profile that was imported beside the component", () => {
  it("is not deleted by the `up` that takes it over for the component, and is found by adopt where it is left behind", async () => {
    const id = await makeProfile(given.tenant);
    await importBeside(given.stack, profileType, id, "--protect=false");
    await importBeside(given.stack, assignmentsType, id, "--protect=false");
    const { stdout: foretold } = await given.stack.run(["preview"]);
    expect(foretold).toMatch(/The stack holds the custom profile ".*" under another name already/);
    // The provider says it where it reads what the program does not declare.
    const { stdout: before } = await given.stack.run(["preview"], { PULUMI_RUN_PROGRAM: "false" });
    expect(before).toContain("The stack holds what this resource would find under another name already");

    const done = await succeed(given.stack, "up", "--yes", "--skip-preview");
    expect(done).toContain("Another resource of this stack has the same id");
    expect(given.tenant.state.deviceConfigurations.get(id)).toBeDefined();
    const assignments = await given.tenant.asAdministrator(
      "GET",
      `/v1.0/deviceManagement/deviceConfigurations/${id}/assignments`,
    );
    expect(Reflect.get(Object(assignments.body), "value")).toHaveLength(2);
    expect((await namesInState()).join()).not.toContain("by-hand");
    expect((await plannedSteps(given.stack)).code).toBe(0);

    // Once more, beside a component that has it by now.
    await importBeside(given.stack, profileType, id);
    const run = await given.adopt("--apply");
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stderr).toContain("Taken out of the state: by-hand.");
    expect((await plannedSteps(given.stack)).code).toBe(0);

    await succeed(given.stack, "destroy", "--yes", "--skip-preview");
    expect(given.tenant.state.deviceConfigurations.get(id)).toBeUndefined();
  });

  it("is found by adopt, protected and different as it is, and comes to its own place with --apply", async () => {
    await makeConsent(given.tenant);
    const id = await makeProfile(given.tenant, { displayName: "Clicked together" });
    await importBeside(given.stack, profileType, id);
    await importBeside(given.stack, assignmentsType, id);
    const before = await namesInState();

    const shown = await given.adopt();
    expect(shown, shown.stderr).toMatchObject({ code: 0 });
    expect(shown.stderr).toContain(`  by-hand (${id}), which is pin-reset-profile`);
    expect(shown.stderr).toContain(`  by-hand (${id}), which is pin-reset-assignments`);
    expect(await namesInState()).toEqual(before);

    given.tenant.requests.clear();
    const applied = await given.adopt("--apply");
    expect(applied, applied.stderr).toMatchObject({ code: 0 });
    expect(applied.stderr).toContain("Taken out of the state: by-hand, by-hand.");
    expect(applied.stderr).toContain("update pin-reset-profile: displayName");
    expect(writesTo(given.tenant)).toEqual([]);
    expect((await namesInState()).join()).not.toContain("by-hand");
    await succeed(given.stack, "up", "--yes", "--skip-preview");
    expect(given.tenant.state.deviceConfigurations.get(id)).toMatchObject({
      displayName: "Windows Hello - PIN recovery",
    });
  });
});
