import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { createStack, type Stack } from "./stack.ts";
import { pluginProgram, pluginProject } from "./support.ts";

const program = (displayName: string, description: string) => `
const profile = new WindowsCustomConfiguration("profile", {
  displayName: ${JSON.stringify(displayName)}, description: ${JSON.stringify(description)},
  omaSettings: [{ displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true }],
});
new DeviceConfigurationAssignments("assigned", { configurationId: profile.id, targets: [{ type: "allDevices" }] });`;

const up = ["up", "--yes", "--skip-preview"];

let tenant: Tenant;
const stacks: Stack[] = [];

beforeAll(async () => {
  tenant = await startTenant();
});

afterAll(() => tenant.close());

beforeEach(() => tenant.reset());

afterEach(async () => {
  tenant.faults.clear();
  await Promise.all(stacks.splice(0).map((stack) => stack.close()));
});

async function stackOf(text: string): Promise<Stack> {
  const stack = await createStack({ env: tenant.env, files: pluginProject(text) });
  stacks.push(stack);
  return stack;
}

const named = (name: string) =>
  tenant.state.deviceConfigurations.all().filter(({ displayName }) => displayName === name);

describe("two stacks that go up at once on one tenant", () => {
  // Both have looked before either posts.
  beforeEach(() => {
    const effect = { kind: "latency", milliseconds: 3000 } as const;
    tenant.faults.add({
      match: { method: "GET", path: "filter", userAgent: "pulumi-intune/" },
      count: 2,
      effect,
    });
  });

  it("and declare the same have one profile between them", async () => {
    const both = [await stackOf(program("Shared", "")), await stackOf(program("Shared", ""))];
    const runs = await Promise.all(both.map((stack) => stack.run(up)));
    for (const run of runs) {
      expect(run, run.stdout).toMatchObject({ code: 0 });
    }
    expect(named("Shared").map(({ assignments }) => assignments.length)).toEqual([1]);
    for (const stack of both) {
      expect(await stack.run(["preview", "--expect-no-changes"])).toMatchObject({ code: 0 });
    }
  });

  it("and declare one name in two ways leave one profile, and one of them is refused", async () => {
    const both = [await stackOf(program("Shared", "one")), await stackOf(program("Shared", "two"))];
    const runs = await Promise.all(both.map((stack) => stack.run(up)));
    const [profile, ...others] = named("Shared");
    expect(others).toEqual([]);
    const refused = runs.filter(({ code }) => code !== 0);
    expect(refused.map(({ stdout }) => stdout)).toEqual([expect.stringContaining(profile?.id ?? "")]);
  });
});

it("an administrator who edits between the refresh and the write is told of by `pulumi up`", async () => {
  const stack = await stackOf(program("Edited", "one"));
  expect(await stack.run(up)).toMatchObject({ code: 0 });
  const [profile] = named("Edited");
  await writeFile(path.join(stack.directory, "index.ts"), pluginProgram(program("Edited", "two")));
  tenant.requests.clear();
  // The first batch is the refresh, the second the update.
  tenant.faults.add({
    match: { path: "/\\$batch$", userAgent: "pulumi-intune/" },
    nth: 2,
    effect: { kind: "latency", milliseconds: 3000 },
  });
  const running = stack.run(up);
  await expect.poll(() => tenant.requests.graph("pulumi-intune/").length, { timeout: 60_000 }).toBe(1);
  await tenant.asAdministrator("PATCH", `/v1.0/deviceManagement/deviceConfigurations/${profile?.id}`, {
    "@odata.type": profile?.["@odata.type"],
    description: "theirs",
  });
  const { code, stdout } = await running;
  expect(code).toBe(0);
  expect(stdout).toContain("warning: This resource was changed outside this run:");
  expect(stdout).toContain('description: "one" -> "theirs"');
  expect(named("Edited")[0]?.description).toBe("two");
});
