import { expect, it } from "vitest";
import { ProfileAssignments } from "../../components/assignments.ts";
import type { AssignedTarget } from "../../lookups/targets.ts";
import { resolved, startEngine } from "./engine.ts";

const targets: AssignedTarget[] = [
  { type: "group", groupId: "g1", groupName: "Windows devices", filterId: "f1", filterMode: "include" },
  { type: "exclusionGroup", groupId: "g2", groupName: "Kiosks" },
  { type: "allUsers" },
];

it("assigns the whole set to the profile, without the names that Intune does not take", async () => {
  const engine = await startEngine();
  const component = new ProfileAssignments("pin-reset", {
    profileId: "profile-1",
    profileKind: "custom",
    targets,
  });
  await engine.settled();
  const { inputs, parent } = engine.resource(
    "intune:index:DeviceConfigurationAssignments",
    "pin-reset-assignments",
  );
  expect(inputs).toEqual({
    configurationId: "profile-1",
    targets: [
      { type: "group", groupId: "g1", filterId: "f1", filterMode: "include" },
      { type: "exclusionGroup", groupId: "g2" },
      { type: "allUsers" },
    ],
  });
  expect(parent).toMatch(/::pin-reset:index:ProfileAssignments::pin-reset$/);
  expect(await resolved(component.assignedTo)).toEqual(targets);
});

it("assigns a settings catalog policy as one", async () => {
  const engine = await startEngine();
  new ProfileAssignments("pin-reset", { profileId: "policy-1", profileKind: "settingsCatalog", targets });
  await engine.settled();
  const { inputs } = engine.resource("intune:index:DeviceConfigurationAssignments", "pin-reset-assignments");
  expect(inputs).toMatchObject({ configurationId: "policy-1", policyKind: "settingsCatalog" });
});
