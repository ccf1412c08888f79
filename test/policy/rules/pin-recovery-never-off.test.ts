import { expect, it } from "vitest";
import { enablePinRecoveryUri } from "../../../domain/recovery-node.ts";
import { catalogSetting } from "../../../domain/recovery-routes.ts";
import { judge, notKnown } from "../judge.ts";

const tenant = "3b7a2d54-8f5e-4f0c-9a61-2c1e7d90b6aa";
const rule = "pin-recovery-never-off";

const custom = (...omaSettings: unknown[]) =>
  judge(rule, { type: "intune:index:WindowsCustomConfiguration", props: { omaSettings } });
const catalog = (...settings: unknown[]) =>
  judge(rule, { type: "intune:index:SettingsCatalogPolicy", props: { settings } });

it.each(["device", "user"] as const)(
  "an OMA-URI that turns PIN recovery off is refused (%s)",
  async (scope) => {
    const omaUri = enablePinRecoveryUri(tenant, scope);
    expect(await custom({ omaUri, type: "Boolean", value: true })).toEqual([]);
    expect(await custom({ omaUri, type: "Boolean", value: false })).toEqual([
      expect.stringMatching(new RegExp(`sets EnablePinRecovery \\(${scope}\\) to false, by "${omaUri}"`)),
    ]);
  },
);

it.each(["device", "user"] as const)(
  "a choice of the settings catalog that turns it off is refused (%s)",
  async (scope) => {
    const { group, setting, on, off } = catalogSetting(scope);
    const chosen = (value: unknown) => ({
      type: "groupCollection",
      definitionId: group,
      groups: [{ children: [{ type: "choice", definitionId: setting, value }] }],
    });
    expect(await catalog(chosen(on))).toEqual([]);
    expect(await catalog(chosen(off))).toEqual([expect.stringContaining(`Choose the option "${on}"`)]);
  },
);

it("a choice below another choice is found too", async () => {
  const { setting, off } = catalogSetting("device");
  const below = { type: "choice", definitionId: setting, value: off };
  expect(await catalog({ type: "choice", definitionId: "x", value: "x_1", children: [below] })).toHaveLength(
    1,
  );
  const values = [{ value: "x_1", children: [below] }];
  expect(await catalog({ type: "choiceCollection", definitionId: "x", values })).toHaveLength(1);
});

it("a value that is no Boolean, which no device takes for true, is refused", async () => {
  const omaUri = enablePinRecoveryUri(tenant, "device");
  expect(await custom({ omaUri, type: "Integer", value: 0 })).toEqual([
    expect.stringContaining("something else than true"),
  ]);
});

it("what a preview does not know hides no other setting, and is not refused itself", async () => {
  const omaUri = enablePinRecoveryUri(tenant, "device");
  expect(await custom({ omaUri: notKnown, value: false }, { omaUri, value: notKnown })).toEqual([]);
  expect(
    await custom({ omaUri: notKnown, value: notKnown }, notKnown, { omaUri, value: false }),
  ).toHaveLength(1);
  const unknowns = { type: "intune:index:WindowsCustomConfiguration", props: { omaSettings: notKnown } };
  expect(await judge(rule, unknowns)).toEqual([]);
});

it("other settings may have any value", async () => {
  expect(await custom({ omaUri: "./Device/Vendor/MSFT/Policy/Config/Other/Setting", value: false })).toEqual(
    [],
  );
  expect(await catalog({ type: "choice", definitionId: "other", value: "other_false" })).toEqual([]);
});
