import { expect, it } from "vitest";
import { type Given, judgeStack, notKnown } from "../judge.ts";

const profile: Given = { type: "intune:index:WindowsCustomConfiguration", name: "profile", props: {} };
const group = { type: "group", groupId: "6f1c2d3e-0a1b-4c5d-8e9f-001122334455" };
const assignments = (targets: unknown, of = "profile"): Given => ({
  type: "intune:index:DeviceConfigurationAssignments",
  name: "assignments",
  props: { configurationId: notKnown, targets },
  from: { configurationId: [of] },
});
const judged = (...resources: Given[]) => judgeStack("profiles-assigned", resources);

it.each(["intune:index:WindowsCustomConfiguration", "intune:index:SettingsCatalogPolicy"])(
  "a profile without assignments is refused: %s",
  async (type) => {
    expect(await judged({ ...profile, type }, assignments([group], "another"))).toEqual([
      ["profile", expect.stringMatching(/No DeviceConfigurationAssignments[\s\S]*configurationId/)],
    ]);
    expect(await judged({ ...profile, type }, assignments([group]))).toEqual([]);
  },
);

it("a profile that only keeps groups out is refused", async () => {
  const excluded = { ...group, type: "exclusionGroup" };
  expect(await judged(profile, assignments([excluded]))).toEqual([
    ["profile", expect.stringContaining("assignments only keeps groups from it")],
  ]);
  expect(await judged(profile, assignments([]))).toHaveLength(1);
  expect(await judged(profile, assignments([excluded, group]))).toEqual([]);
});

it("targets that a preview does not know may be anyone", async () => {
  expect(await judged(profile, assignments(notKnown))).toEqual([]);
  expect(await judged(profile, assignments([notKnown]))).toEqual([]);
});

it("a stack that is destroyed, or has no profile, is not refused", async () => {
  expect(await judged()).toEqual([]);
  expect(await judged({ type: "pulumi:pulumi:Stack", props: {} })).toEqual([]);
});
