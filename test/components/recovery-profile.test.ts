import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { PinRecoveryProfile, refuseSecondPolicy } from "../../components/recovery-profile.ts";
import type { Issue } from "../../settings/issues.ts";
import { type Engine, resolved, startEngine } from "./engine.ts";

const tenantId = "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90";
const omaUri = `./Device/Vendor/MSFT/PassportForWork/${tenantId}/Policies/EnablePinRecovery`;

let engine: Engine;

beforeEach(async () => {
  engine = await startEngine();
});

type Args = Partial<ConstructorParameters<typeof PinRecoveryProfile>[1]>;

async function profile(args: Args = {}, type = "WindowsCustomConfiguration") {
  const component = new PinRecoveryProfile("pin-reset", {
    tenantId,
    kind: "custom",
    displayName: "Recovery",
    description: "What it is for",
    scope: "device",
    webSignInAllowedUrls: [],
    ...args,
  });
  await engine.settled();
  return { component, ...engine.resource(`intune:index:${type}`, "pin-reset-profile") };
}

const policy = (args: Args = {}) => profile({ kind: "settingsCatalog", ...args }, "SettingsCatalogPolicy");

it("sets EnablePinRecovery to the boolean true, and nothing else", async () => {
  const { inputs } = await profile();
  expect(inputs).toEqual({
    displayName: "Recovery",
    description: "What it is for",
    omaSettings: [
      expect.objectContaining({ displayName: "EnablePinRecovery", omaUri, type: "Boolean", value: true }),
    ],
  });
});

it("uses the user's node for the user scope", async () => {
  const { inputs } = await profile({ scope: "user" });
  expect(inputs.omaSettings).toEqual([
    expect.objectContaining({ omaUri: omaUri.replace("./Device/", "./User/"), value: true }),
  ]);
});

it("joins the web sign-in hosts with semicolons into one String setting", async () => {
  const { inputs } = await profile({ webSignInAllowedUrls: ["login.contoso.com", "adfs.contoso.com"] });
  expect(inputs.omaSettings).toEqual([
    expect.objectContaining({ omaUri }),
    expect.objectContaining({
      omaUri: "./Vendor/MSFT/Policy/Config/Authentication/ConfigureWebSignInAllowedUrls",
      type: "String",
      value: "login.contoso.com;adfs.contoso.com",
    }),
  ]);
});

it("names scope tags only where the settings do, so that beta is needed only then", async () => {
  expect((await profile({ roleScopeTagIds: ["0", "7"] })).inputs.roleScopeTagIds).toEqual(["0", "7"]);
  engine = await startEngine();
  expect((await profile()).inputs).not.toHaveProperty("roleScopeTagIds");
});

it("gives the profile's ID and OMA-URI, and is a component of its own type", async () => {
  const { component, parent } = await profile();
  expect(await resolved(component.profileId)).toBe("pin-reset-profile-id");
  expect(await resolved(component.omaUri)).toBe(omaUri);
  expect(parent).toMatch(/::pin-reset:index:PinRecoveryProfile::pin-reset$/);
});

it.each(["device", "user"] as const)(
  "sets the %s's EnablePinRecovery in the settings catalog, inside its group, and nothing else",
  async (scope) => {
    const { inputs } = await policy({ scope });
    const group = `${scope}_vendor_msft_passportforwork_{tenantid}`;
    const definitionId = `${group}_policies_enablepinrecovery`;
    expect(inputs).toEqual({
      name: "Recovery",
      description: "What it is for",
      settings: [
        {
          type: "groupCollection",
          definitionId: group,
          groups: [{ children: [{ type: "choice", definitionId, value: `${definitionId}_true` }] }],
        },
      ],
    });
  },
);

it("gives a policy of the catalog its scope tags, its ID, and the node that it sets", async () => {
  const { component, inputs } = await policy({ roleScopeTagIds: ["7"] });
  expect(inputs.roleScopeTagIds).toEqual(["7"]);
  expect(await resolved(component.profileId)).toBe("pin-reset-profile-id");
  expect(await resolved(component.omaUri)).toBe(omaUri);
});

describe("a profile that is about to be created", () => {
  const issue: Issue = {
    code: "secondPolicy",
    message: "Policy A sets it too",
    hint: "Delete it\nor adopt it",
  };
  const refusal =
    "The stack's profile is not created again:\nPolicy A sets it too\n  Delete it\n  or adopt it";
  const warnings = () => {
    const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
    onTestFinished(() => warn.mockRestore());
    return warn.mock.calls;
  };

  it("is refused with all that is in its way", async () => {
    const said = warnings();
    await expect(refuseSecondPolicy(async () => [issue])).rejects.toThrow(refusal);
    expect(said).toEqual([]);
  });

  it("is warned of in a preview, which goes on", async () => {
    await startEngine(undefined, { isPreview: true });
    const said = warnings();
    await refuseSecondPolicy(async () => [issue]);
    expect(said).toEqual([[refusal]]);
  });

  it.each([undefined, async () => []])("is created where nothing is in its way: %s", async (inTheWay) => {
    const said = warnings();
    await refuseSecondPolicy(inTheWay);
    expect(said).toEqual([]);
  });
});
