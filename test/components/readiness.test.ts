import { beforeEach, describe, expect, it } from "vitest";
import { createReadiness } from "../../components/readiness.ts";
import type { AssignedTarget } from "../../lookups/targets.ts";
import type { ReadinessSettings } from "../../settings.ts";
import { type Engine, resolved, startEngine } from "./engine.ts";

const settings: ReadinessSettings = {
  displayName: "PIN reset readiness",
  groups: [],
  excludedGroups: [],
  schedule: { type: "daily", interval: 1 },
  enforceSignatureCheck: false,
};
const targets: AssignedTarget[] = [
  { type: "group", groupId: "g1", groupName: "Windows devices", filterId: "f1", filterMode: "include" },
  { type: "exclusionGroup", groupId: "g2", groupName: "Kiosks" },
];
const scriptType = "intune:index:DeviceHealthScript";
const assignmentsType = "intune:index:DeviceHealthScriptAssignments";

let engine: Engine;

beforeEach(async () => {
  engine = await startEngine();
});

async function create(readiness: ReadinessSettings | undefined, own?: AssignedTarget[]) {
  const found = { script: "exit 0", ...(own ? { targets: own } : {}) };
  const made = createReadiness("pin-reset", { readiness }, { readiness: found, targets });
  await engine.settled();
  return made;
}

describe("the script of readiness", () => {
  it("is not registered where the setting is off", async () => {
    expect(await create(undefined)).toEqual({});
    expect(engine.resources).toEqual([]);
  });

  it("runs as the user, only detects, and goes to whom the profile goes to, excluded groups without a schedule", async () => {
    const { readinessScriptId } = await create(settings);
    expect(engine.resource(scriptType, "pin-reset-readiness").inputs).toMatchObject({
      detectionScript: "exit 0",
      runAsAccount: "user",
      runAs32Bit: false,
      enforceSignatureCheck: false,
    });
    const schedule = { type: "daily", interval: 1, time: "10:00", useUtc: false };
    expect(engine.resource(assignmentsType, "pin-reset-readiness-assignments").inputs).toEqual({
      scriptId: "pin-reset-readiness-id",
      assignments: [
        { target: { type: "group", groupId: "g1", filterId: "f1", filterMode: "include" }, schedule },
        { target: { type: "exclusionGroup", groupId: "g2" } },
      ],
    });
    expect(readinessScriptId && (await resolved(readinessScriptId))).toBe(
      "pin-reset-readiness-assignments-id",
    );
  });

  it("goes to the groups that the setting names, by its schedule, with its scope tags", async () => {
    const schedule = { type: "hourly", interval: 8 } as const;
    await create({ ...settings, schedule, roleScopeTagIds: ["1"] }, [{ type: "group", groupId: "g3" }]);
    expect(engine.resource(scriptType, "pin-reset-readiness").inputs.roleScopeTagIds).toEqual(["1"]);
    expect(engine.resource(assignmentsType, "pin-reset-readiness-assignments").inputs.assignments).toEqual([
      { target: { type: "group", groupId: "g3" }, schedule },
    ]);
  });
});
