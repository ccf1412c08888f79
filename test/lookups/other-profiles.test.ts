import { describe, expect, it } from "vitest";
import { catalogSetting, type PolicySettings, recoveryIntent } from "../../domain/recovery-routes.ts";
import { lookUpOtherProfiles } from "../../lookups/other-profiles.ts";
import type { StackState } from "../../lookups/stack-state.ts";
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
const catalog: Settings["profile"] = { ...declared, kind: "settingsCatalog" };
const node = (root: string, tenant = tenantId) =>
  `${root}/PassportForWork/${tenant}/Policies/EnablePinRecovery`;
const { group, setting, on, off } = catalogSetting("device");
const noState: StackState = { find: () => undefined, urnsOf: () => [] };
const directory = Promise.resolve({ tenantId });

const policy = (kind: PolicySettings["kind"], id: string, value: unknown, more = {}): PolicySettings => ({
  kind,
  id: "1",
  name: "By hand",
  settings: [{ id, value }],
  ...more,
});
const custom = (omaUri: string, name = "By hand") => policy("custom", omaUri, true, { name });

async function lookUp(policies: readonly PolicySettings[], profile = declared, state = noState) {
  await startEngine(() => ({ policies }));
  return lookUpOtherProfiles("pin-reset", profile, directory, Promise.resolve(state));
}

const issues = async (...args: Parameters<typeof lookUp>) => (await lookUp(...args)).issues;

describe("a policy beside the declared one", () => {
  it.each([
    ["in the right form", node("./Device/Vendor/MSFT"), ""],
    ["without the scope", node("./Vendor/MSFT"), ""],
    ["for users", node("./User/Vendor/MSFT"), ""],
    [
      "of another tenant",
      node("./Device/Vendor/MSFT", "11111111-2222-4333-8444-555555555555"),
      ", which devices of this tenant do not take",
    ],
  ])("is in the way where it is a custom profile that sets the node %s", async (_, omaUri, effect) => {
    expect(await issues([custom(omaUri)])).toEqual([
      {
        code: "secondPolicy",
        message: `The custom profile "By hand" (1) sets EnablePinRecovery already, by ${omaUri}${effect}`,
        hint: expect.stringContaining("adopt --profile 1 --apply"),
      },
    ]);
  });

  it.each<[string, PolicySettings, string, string]>([
    [
      "of the settings catalog",
      policy("settingsCatalog", setting, on),
      'The settings catalog policy "By hand" (1) sets EnablePinRecovery already, to true, for devices',
      'config set --path "pin-reset:profile.kind" settingsCatalog\nnpm run pin-reset -- adopt --profile 1 --apply',
    ],
    [
      "of the settings catalog, for users",
      policy("settingsCatalog", catalogSetting("user").setting, catalogSetting("user").off),
      "to false, for users",
      "adopt --profile 1 --apply",
    ],
    [
      "of Account protection",
      policy("settingsCatalog", setting, off, { templateFamily: "endpointSecurityAccountProtection" }),
      'The Account protection policy "By hand" (1) sets EnablePinRecovery already, to false',
      "No resource serves policies of this kind",
    ],
    [
      "of the older Account protection",
      policy("intent", recoveryIntent.definitionId, true),
      'The older Account protection policy (intents) "By hand" (1) sets EnablePinRecovery already, to true',
      "No resource serves policies of this kind",
    ],
    [
      "of identity protection",
      policy("identityProtection", "pinRecoveryEnabled", true),
      'The identity protection profile "By hand" (1) sets EnablePinRecovery already, to true',
      "npm run pin-reset -- consent",
    ],
  ])("is in the way where it is one %s", async (_, given, said, hint) => {
    const [issue, ...others] = await issues([given]);
    expect(others).toEqual([]);
    expect(issue?.message).toContain(said);
    expect(issue?.hint).toContain(hint);
    expect(issue?.hint).toContain('config set --path "pin-reset:profile.allowOtherProfiles" true');
  });

  it("is said once where it sets both scopes", async () => {
    const both = [setting, catalogSetting("user").setting].map((id) => ({ id, value: on }));
    expect(await issues([policy("settingsCatalog", "", "", { settings: both })])).toHaveLength(1);
  });

  it.each<[string, PolicySettings]>([
    ["other nodes", custom("./Vendor/MSFT/Policy/Config/Authentication/EnableWebSignIn")],
    ["the group of the catalog alone", policy("settingsCatalog", group, undefined)],
    ["identity protection that reads false", policy("identityProtection", "pinRecoveryEnabled", false)],
  ])("is not in the way where it sets %s", async (_, given) => {
    expect(await issues([given])).toEqual([]);
  });
});

describe("a policy that has the declared name", () => {
  const { displayName: name } = declared;

  it("and setting is left to intune, which takes it over or refuses it", async () => {
    expect(await issues([custom(node("./Device/Vendor/MSFT"), name)])).toEqual([]);
    expect(await issues([policy("settingsCatalog", setting, on, { name })], catalog)).toEqual([]);
  });

  it("is in the way where it sets the node in another form, scope or kind", async () => {
    const userSetting = policy("settingsCatalog", catalogSetting("user").setting, on, { name });
    expect(await issues([custom(node("./Vendor/MSFT"), name)])).toHaveLength(1);
    expect(await issues([custom(node("./Device/Vendor/MSFT"), name)], catalog)).toHaveLength(1);
    expect(await issues([policy("settingsCatalog", setting, on, { name })], declared)).toHaveLength(1);
    expect(await issues([userSetting], catalog)).toHaveLength(1);
  });
});

describe("the look for other policies", () => {
  it("is left out where the settings allow others", async () => {
    const profile = { ...declared, allowOtherProfiles: true };
    expect(await lookUp([custom(node("./Vendor/MSFT"))], profile)).toEqual({ issues: [] });
  });

  it("waits until the engine creates the profile where the state has it", async () => {
    const found = await lookUp(
      [custom(node("./Vendor/MSFT"))],
      declared,
      stateWith("WindowsCustomConfiguration"),
    );
    expect(found.issues).toEqual([]);
    expect(await found.beforeCreate?.()).toHaveLength(1);
  });

  it.each([
    ["the component", { "pin-reset:index:PinRecoveryProfile": { profileId: "A1" } }],
    ["its assignments", { "intune:index:DeviceConfigurationAssignments": { configurationId: "A1" } }],
  ])("does not count the stack's own profile of the other kind, by its ID in %s", async (_, outputs) => {
    const state = stateWith("WindowsCustomConfiguration", outputs);
    const own = { ...custom(node("./Device/Vendor/MSFT")), id: "a1" };
    const other = custom(node("./Device/Vendor/MSFT"));
    expect(await issues([own], catalog, state)).toEqual([]);
    expect(await issues([own, other], catalog, state)).toHaveLength(1);
  });

  it("counts a profile that the stack once had and its state has no more", async () => {
    const state = stateWith("None", { "pin-reset:index:PinRecoveryProfile": { profileId: "a1" } });
    const own = { ...custom(node("./Device/Vendor/MSFT")), id: "a1" };
    expect(await issues([own], declared, state)).toHaveLength(1);
  });

  it("that fails is an issue of its own, with the permission that it needs", async () => {
    await startEngine(() => {
      throw new Error("403 Forbidden");
    });
    const { issues: found } = await lookUpOtherProfiles(
      "pin-reset",
      declared,
      directory,
      Promise.resolve(noState),
    );
    expect(found).toEqual([
      {
        code: "lookUpFailed",
        message: expect.stringContaining("could not be looked up"),
        hint: expect.stringContaining("DeviceManagementConfiguration.Read.All"),
      },
    ]);
  });
});

/** A state that has the profile as a resource of that type, and outputs of others by their types. */
function stateWith(type: string, outputs: Record<string, Record<string, unknown>> = {}): StackState {
  const all: typeof outputs = { [`intune:index:${type}`]: {}, ...outputs };
  return { find: (sought) => all[sought], urnsOf: () => [] };
}
