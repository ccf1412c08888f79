import { expect, it } from "vitest";
import { judge, notKnown } from "../judge.ts";

const rule = "all-devices-and-users-only-where-allowed";
const assigned = (targets: unknown, config: object = {}) =>
  judge(rule, { type: "intune:index:DeviceConfigurationAssignments", props: { targets } }, { config });
const group = { type: "group", groupId: "6f1c2d3e-0a1b-4c5d-8e9f-001122334455" };

it.each([
  ["allDevices", "all devices"],
  ["allUsers", "all users"],
])("%s is refused in a stack that is not allowed to, with a filter too", async (type, words) => {
  expect(await assigned([group, { type, filterId: "9a", filterMode: "include" }])).toEqual([
    expect.stringMatching(new RegExp(`${words}.*pin-reset/dev.*\\n.*allowedStacks`)),
  ]);
});

it("everyone is refused as a group too, by the IDs that Intune has for all devices and all users", async () => {
  const idOf = (groupId: string, type = "group") => assigned([{ type, groupId }]);
  expect(await idOf("ADADADAD-808e-44e2-905a-0b7873a8a531")).toEqual([
    expect.stringContaining("all devices"),
  ]);
  expect(await idOf("acacacac-9df4-4c7d-9d50-4ef0226f57a9")).toEqual([expect.stringContaining("all users")]);
  expect(await idOf("acacacac-9df4-4c7d-9d50-4ef0226f57a9", "exclusionGroup")).toEqual([]);
});

it("a stack is allowed by its name, or with its project's, and not as a stack of another project", async () => {
  const everyone = [{ type: "allDevices" }, { type: "allUsers" }];
  expect(await assigned(everyone, { allowedStacks: ["dev"] })).toEqual([]);
  expect(await assigned(everyone, { allowedStacks: ["pin-reset/dev"] })).toEqual([]);
  expect(await assigned(everyone, { allowedStacks: ["other/dev", "prod", "de"] })).toHaveLength(2);
});

it("groups are for every stack, and what a preview does not know is not refused", async () => {
  expect(await assigned([group, { ...group, type: "exclusionGroup" }])).toEqual([]);
  expect(await assigned(notKnown)).toEqual([]);
  expect(await assigned([notKnown, { type: notKnown }])).toEqual([]);
  expect(await assigned([notKnown, { type: "allUsers" }])).toHaveLength(1);
});

it("a remediation script is not run on all devices either", async () => {
  const props = { assignments: [{ target: { type: "allDevices" } }, { target: group }] };
  expect(await judge(rule, { type: "intune:index:DeviceHealthScriptAssignments", props })).toHaveLength(1);
});
