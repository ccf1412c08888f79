import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { canResetScript } from "../../domain/can-reset.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { runPinReset } from "../cli/support/run.ts";
import { createStack, type Stack } from "./stack.ts";
import { configure, plannedSteps, succeed } from "./support.ts";

const assignments = { groups: ["Windows devices"], excludedGroups: ["Kiosks"] };
const { laptop } = seeded.managedDevices;

let tenant: Tenant;
let stack: Stack;

beforeAll(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env, keepPlugins: true });
  await configure(stack, { "pin-reset:assignments": assignments, "pin-reset:readiness": true });
  await succeed(stack, "up", "--yes", "--skip-preview");
});

afterAll(async () => {
  await stack.close();
  await tenant.close();
});

function scripts() {
  return tenant.state.deviceHealthScripts.all();
}

it("up provisions the script as it is in the project, for whom the profile is for", async () => {
  const [script, ...others] = scripts();
  expect(others).toEqual([]);
  expect(Buffer.from(script?.detectionScriptContent ?? "", "base64")).toEqual(readFileSync(canResetScript));
  expect(script).toMatchObject({ runAsAccount: "user", remediationScriptContent: "" });
  expect(
    script?.assignments.map(({ target, runSchedule }) => [target.groupId, runSchedule?.interval]).sort(),
  ).toEqual([
    [seeded.groups.windowsDevices, 1],
    [seeded.groups.kiosks, undefined],
  ]);
  expect(JSON.parse(await succeed(stack, "stack", "output", "--json"))).toMatchObject({
    readinessScriptId: script?.id,
  });
  expect(await succeed(stack, "preview", "--expect-no-changes")).toContain("unchanged");
});

it("what devices report then is the number that pin-reset readiness prints", async () => {
  const scriptId = scripts()[0]?.id ?? "";
  const before = await runPinReset(["readiness"], tenant.env);
  expect(before.stdout).toContain("0 of 1 Windows device can reset their PIN without losing it");
  tenant.seedRunStates({
    scriptId,
    reports: [
      {
        managedDeviceId: laptop,
        output: "CanReset=DestructiveAndNonDestructive\r\n",
        detectionState: "success",
      },
    ],
  });
  const after = await runPinReset(["readiness", "--at-least", "100"], tenant.env);
  expect(after).toMatchObject({ code: 0 });
  expect(after.stdout).toBe("1 of 1 Windows device can reset their PIN without losing it (100%).\n");
});

it("a schedule and a remediation that someone adds in the portal are drift, by path", async () => {
  const [script] = scripts();
  const path = `/beta/deviceManagement/deviceHealthScripts/${script?.id}`;
  const remediationScriptContent = Buffer.from("Restart-Computer").toString("base64");
  await tenant.asAdministrator("PATCH", path, { remediationScriptContent });
  await tenant.asAdministrator("POST", `${path}/assign`, {
    deviceHealthScriptAssignments: script?.assignments.map(({ target, runSchedule }) => ({
      target,
      ...(runSchedule ? { runSchedule: { ...runSchedule, interval: 3 } } : {}),
    })),
  });
  const { code, steps } = await plannedSteps(stack);
  expect(code).toBe(7);
  expect(Object.keys(steps["pin-reset-readiness"]?.detailedDiff ?? {})).toEqual(["remediationScript"]);
  expect(Object.keys(steps["pin-reset-readiness-assignments"]?.detailedDiff ?? {}).join()).toMatch(
    /^assignments\[\d\]\.schedule/,
  );
  await succeed(stack, "up", "--yes", "--skip-preview");
  expect(scripts()[0]).toMatchObject({ id: script?.id, remediationScriptContent: "" });
});

it("without the setting the script is removed, and nothing else", async () => {
  const policies = tenant.state.deviceConfigurations.all().map(({ id }) => id);
  await configure(stack, { "pin-reset:assignments": assignments });
  await succeed(stack, "up", "--yes", "--skip-preview");
  expect(scripts()).toEqual([]);
  expect(tenant.state.deviceConfigurations.all().map(({ id }) => id)).toEqual(policies);
});
