import { describe, expect, it } from "vitest";
import { listedCatalogPolicy, listedConfiguration, listedIntent } from "../../intune/listed-policies.ts";
import type { PropertyMap } from "../../provider/values.ts";
import { makePolicy, makeProfile, policyInputs, profileInputs, serveIntune } from "./support/served.ts";

const served = serveIntune();

describe("getPolicySettings", () => {
  const call = async (args: PropertyMap) => {
    const { result } = await served.plugin.invoke("intune:index:getPolicySettings", args);
    return result.policies as PropertyMap[];
  };
  const group = "device_vendor_msft_passportforwork_{tenantid}";
  const recovery = `${group}_policies_enablepinrecovery`;
  const ofIntent = "deviceConfiguration--windowsIdentityProtectionConfiguration_pinRecoveryEnabled";

  it("lists the policies of every kind that have the setting, with its value, however its id is written", async () => {
    for (const scenario of [
      "custom",
      "settingsCatalog",
      "accountProtection",
      "accountProtectionIntent",
    ] as const) {
      served.tenant.seedScenario(scenario);
    }
    served.tenant.seedScenario("identityProtection");
    const policies = await call({
      settingIds: [recovery.toUpperCase(), ofIntent, "pinRecoveryEnabled"],
      settingIdsContain: ["/enablepinrecovery"],
    });
    const found = policies.map(({ kind, templateFamily, settings }) => ({ kind, templateFamily, settings }));
    expect(found).toEqual([
      {
        kind: "custom",
        templateFamily: undefined,
        settings: [{ id: expect.stringMatching(/EnablePinRecovery$/), value: "true" }],
      },
      {
        kind: "identityProtection",
        templateFamily: undefined,
        settings: [{ id: "pinRecoveryEnabled", value: "true" }],
      },
      {
        kind: "settingsCatalog",
        templateFamily: undefined,
        settings: [{ id: recovery, value: `${recovery}_true` }],
      },
      {
        kind: "settingsCatalog",
        templateFamily: "endpointSecurityAccountProtection",
        settings: [{ id: recovery, value: `${recovery}_true` }],
      },
      {
        kind: "intent",
        templateFamily: "0f2b5d70-d4e9-4156-8c16-1397eb6c54a5",
        settings: [{ id: ofIntent, value: "true" }],
      },
    ]);
  });

  it("reads all kinds in one round trip, and what intents set in one more", async () => {
    await call({});
    expect(served.roundTrips()).toEqual(["POST /beta/$batch"]);
    served.tenant.seedScenario("accountProtectionIntent");
    served.tenant.requests.clear();
    await call({});
    expect(served.roundTrips()).toHaveLength(2);
  });

  it("gives no value of an intent's setting that is not configured, which the text of its JSON calls null", async () => {
    served.tenant.seedScenario("accountProtectionIntent");
    const [intent] = served.tenant.state.intents.all();
    const settings = intent?.settings.map((setting) => ({ ...setting, value: JSON.parse("null") }));
    served.tenant.state.intents.change(intent?.id ?? "", { settings: settings ?? [] });
    const [found] = await call({ settingIds: [ofIntent] });
    expect(found?.settings).toEqual([{ id: ofIntent }]);
  });

  it.each(["/intents$", "/intents/.*/settings$"])(
    "has no intents, and no error, where Graph has nothing at %s",
    async (path) => {
      served.tenant.seedScenario("settingsCatalog");
      served.tenant.seedScenario("accountProtectionIntent");
      served.tenant.faults.add({ match: { path }, effect: { kind: "status", status: 404 } });
      const policies = await call({ settingIds: [recovery, ofIntent] });
      expect(policies.map(({ kind }) => kind)).toEqual(["settingsCatalog"]);
    },
  );

  it("gives no value that Intune keeps encrypted, and leaves out what is not asked for", async () => {
    const text = { displayName: "s", omaUri: "./Device/S", type: "String", value: "hush" };
    await makeProfile(served.plugin, profileInputs([text]));
    const secret = { type: "simple", definitionId: "device_s", valueType: "secret", value: "hush" };
    await makePolicy(served.plugin, policyInputs([secret]));
    const policies = await call({ settingIds: ["./Device/S", "device_s"] });
    expect(policies.map(({ settings }) => settings)).toEqual([[{ id: "./Device/S" }], [{ id: "device_s" }]]);
    expect(await call({ settingIds: ["./Device"] })).toEqual([]);
  });

  it("reads on over whatever somebody wrote there", () => {
    const odd = { "@odata.type": "#microsoft.graph.windows10CustomConfiguration" };
    const items = [
      { ...odd, id: "1", displayName: 7, omaSettings: [{ omaUri: "oma/custom3" }, { omaUri: 7 }, null, "a"] },
      { ...odd, displayName: "no id" },
      null,
    ];
    expect(items.flatMap(listedConfiguration)).toEqual([
      { kind: "custom", id: "1", name: "7", settings: [{ id: "oma/custom3", value: undefined }] },
    ]);
    expect(listedCatalogPolicy({ id: "2", settings: [null, 1, { settingInstance: {} }] })).toMatchObject({
      settings: [],
    });
    expect(listedIntent({ id: "3" }, [null, { definitionId: "d", value: [] }])).toMatchObject({
      settings: [{ id: "d" }],
    });
  });
});
