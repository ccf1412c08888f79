import { describe, expect, it } from "vitest";
import { lookUpOtherProfiles } from "../../lookups/other-profiles.ts";
import type { Settings } from "../../settings.ts";
import { startEngine } from "../components/engine.ts";
import { tenantId } from "../components/entra.ts";

const declared: Settings["profile"] = {
  kind: "custom",
  displayName: "Windows Hello - PIN recovery",
  description: "",
  scope: "device",
  webSignInAllowedUrls: [],
  allowOtherProfiles: false,
};
const node = (root: string, tenant = tenantId) =>
  `${root}/PassportForWork/${tenant}/Policies/EnablePinRecovery`;
const noState = { find: () => undefined };

type Listed = { id: string; displayName: string; omaUris: string[] };

const listed = (omaUri: string, displayName = "By hand"): Listed => ({
  id: "1",
  displayName,
  omaUris: [omaUri],
});

async function problems(configurations: readonly Listed[], state = noState, profile = declared) {
  await startEngine(() => ({ configurations }));
  const { issues, beforeCreate } = await lookUpOtherProfiles("pin-reset", profile, tenantId, state);
  return { issues: issues.map(({ message }) => message), beforeCreate };
}

describe("a profile beside the declared one", () => {
  it.each([
    ["in the right form", node("./Device/Vendor/MSFT"), ""],
    ["without the scope", node("./Vendor/MSFT"), ""],
    ["for users", node("./User/Vendor/MSFT"), ""],
  ])("is in the way where it sets the node %s", async (_, omaUri) => {
    const { issues } = await problems([listed(omaUri)]);
    expect(issues).toEqual([
      expect.stringContaining(`The profile "By hand" (1) sets EnablePinRecovery already`),
    ]);
  });

  it("of another tenant's node is in the way, and said to have no effect", async () => {
    const { issues } = await problems([
      listed(node("./Device/Vendor/MSFT", "11111111-2222-4333-8444-555555555555")),
    ]);
    expect(issues[0]).toContain("which devices of this tenant do not take");
  });

  it("that sets other nodes is not in the way, nor is the one that has the declared name and node", async () => {
    const other = listed("./Vendor/MSFT/Policy/Config/Authentication/EnableWebSignIn");
    const own = listed(node("./Device/Vendor/MSFT"), declared.displayName);
    expect((await problems([other, own])).issues).toEqual([]);
  });

  it("of the declared name that sets the node in another form is in the way", async () => {
    const { issues } = await problems([listed(node("./Vendor/MSFT"), declared.displayName)]);
    expect(issues).toHaveLength(1);
  });
});

describe("the look for other profiles", () => {
  it("is left out where the settings allow others", async () => {
    const profile = { ...declared, allowOtherProfiles: true };
    const { issues, beforeCreate } = await problems([listed(node("./Vendor/MSFT"))], noState, profile);
    expect([issues, beforeCreate]).toEqual([[], undefined]);
  });

  it("waits until the engine creates the profile where the state has it", async () => {
    const state = { find: () => ({}) as never };
    const { issues, beforeCreate } = await problems([listed(node("./Vendor/MSFT"))], state);
    expect(issues).toEqual([]);
    expect(await beforeCreate?.()).toHaveLength(1);
  });

  it("that fails is an issue of its own, with the permission that it needs", async () => {
    await startEngine(() => {
      throw new Error("403 Forbidden");
    });
    const { issues } = await lookUpOtherProfiles("pin-reset", declared, tenantId, noState);
    expect(issues).toEqual([
      {
        code: "lookUpFailed",
        message: expect.stringContaining("could not be looked up"),
        hint: expect.stringContaining("DeviceManagementConfiguration.Read.All"),
      },
    ]);
  });
});
