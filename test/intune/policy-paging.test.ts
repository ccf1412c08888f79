import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Graph } from "../../graph/client.ts";
import { withAllSettings } from "../../intune/catalog-policies.ts";
import { type PropertyMap, Secret } from "../../provider/values.ts";
import { type Engine, startEngine } from "../provider/support/engine.ts";
import { checked, driftOf, makePolicy, policyInputs, policyUrn, serveIntune } from "./support/served.ts";

const served = serveIntune({ replicationDelays: [0, 0] });
const collection = "/beta/deviceManagement/configurationPolicies";
let engine: Engine;

beforeEach(async () => {
  engine = await startEngine();
  await served.plugin.attach(engine.address);
  served.tenant.state.settings.expandedSettings = 1;
});

afterEach(() => engine.kill());

const simple = (id: string, value: string | Secret, more: PropertyMap = {}): PropertyMap => ({
  type: "simple",
  definitionId: `device_vendor_msft_${id}`,
  value,
  ...more,
});
const secret = (id: string) => simple(id, new Secret(`hush ${id}`), { valueType: "secret" });
const kept = (id: string) => served.tenant.state.configurationPolicies.get(id);
const tokens = (id: string) => kept(id)?.settings.map((each) => each.simpleSettingValue?.token);

/** The first warning that stays, once an administrator's edit of this description was overwritten. */
async function warningAfter(write: () => Promise<unknown>): Promise<string> {
  await write();
  for (;;) {
    const { ephemeral, message } = await engine.nextMessage();
    if (!ephemeral) {
      return message;
    }
  }
}

describe("a policy of which Graph expands no more than a first page of settings", () => {
  it("that is created knows the tokens of the secrets on every page", async () => {
    const { id, state } = await makePolicy(served.plugin, policyInputs([secret("a"), secret("b")]));
    expect(Object.values(Object(state.properties.encryptedValueTokens))).toEqual(tokens(id));
  });

  it("whose settings are written knows the tokens of the secrets on every page", async () => {
    const made = await makePolicy(served.plugin, policyInputs([simple("a", "one"), secret("b")]));
    const news = await checked(
      served.plugin,
      policyUrn,
      policyInputs([simple("a", "two"), secret("b"), secret("c")]),
    );
    const { properties } = await served.plugin.update(policyUrn, made.id, news, made.state);
    expect(Object.values(Object(properties.encryptedValueTokens))).toEqual(tokens(made.id)?.slice(1));
    expect(
      await driftOf(served.plugin, { ...made, news, state: { inputs: news, properties } }, policyUrn),
    ).toEqual({});
  });

  it("keeps its references to a template when it is written twice without a read between", async () => {
    served.tenant.seedScenario("accountProtection");
    const [{ id = "", settings = [] } = {}] = served.tenant.state.configurationPolicies.all();
    const more = { ...structuredClone(settings[0]), settingDefinitionId: "device_vendor_msft_a" };
    served.tenant.state.configurationPolicies.change(id, { settings: [...settings, Object(more)] });
    const references = () => JSON.stringify(kept(id)?.settings).match(/TemplateReference":\{/g)?.length;
    const before = references();
    const found = await served.plugin.read(policyUrn, id);
    let state = { inputs: {}, properties: {}, ...found };
    for (const description of ["first", "second"]) {
      const changed = JSON.stringify(found?.inputs.settings).replaceAll(
        /"value":\d+/g,
        `"value":${description.length}`,
      );
      const inputs = { ...found?.inputs, settings: JSON.parse(changed), description };
      const news = await checked(served.plugin, policyUrn, inputs);
      const { properties } = await served.plugin.update(policyUrn, id, news, state);
      state = { inputs: news, properties };
    }
    expect(references()).toBe(before);
  });

  it("is not said to have lost the settings of the other pages when somebody else changes it", async () => {
    const made = await makePolicy(served.plugin, policyInputs([simple("a", "one"), simple("b", "two")]));
    await served.tenant.asAdministrator("PATCH", `${collection}/${made.id}`, { description: "theirs" });
    const news = await checked(
      served.plugin,
      policyUrn,
      policyInputs([simple("a", "new"), simple("b", "two")]),
    );
    const warning = await warningAfter(() => served.plugin.update(policyUrn, made.id, news, made.state));
    expect(warning).toContain('description: (none) -> "theirs"');
    expect(warning).not.toContain("settings");
  });
});

describe("a policy that was written, and of which Graph did not return the read behind that", () => {
  it("keeps in state what it knew of references and scope tags", async () => {
    served.tenant.seedScenario("accountProtection");
    const [{ id = "" } = {}] = served.tenant.state.configurationPolicies.all();
    served.tenant.state.settings.expandedSettings = undefined;
    const found = await served.plugin.read(policyUrn, id);
    const settings = JSON.stringify(found?.inputs.settings).replace('"value":6', '"value":8');
    const news = await checked(served.plugin, policyUrn, {
      ...found?.inputs,
      settings: JSON.parse(settings),
    });
    served.tenant.faults.add({
      match: { method: "GET", path: `${id}\\?\\$expand=settings,assignments` },
      nth: 2,
      effect: { kind: "status", status: 503 },
    });
    const state = { inputs: {}, properties: {}, ...found };
    const { properties } = await served.plugin.update(policyUrn, id, news, state);
    expect(properties.templateReferences).toEqual(found?.properties.templateReferences);
    expect(properties.scopeTagIdsInIntune).toEqual(found?.properties.scopeTagIdsInIntune);
  });
});

describe("a policy of which Graph expands fewer settings than it counts, with no link to the others", () => {
  const others = [{ id: "0" }, { id: "1" }];
  const read = async (policy: object) => {
    const paths: string[] = [];
    const graph: Graph = {
      send: () => Promise.reject(new Error("not batched")),
      change: () => Promise.reject(new Error("no write")),
      cloud: () => Promise.reject(new Error("no cloud")),
      tenantId: () => Promise.reject(new Error("no token")),
      read: async ({ path }) => {
        paths.push(path);
        return { value: others };
      },
    };
    const client = {
      graph,
      made: new Set(""),
      unassigned: new Set(""),
      readEncryptedValues: true,
      replicationDelays: [],
    };
    const { settings } = await withAllSettings(client, { id: "p", ...policy }, new AbortController().signal);
    return { settings, paths };
  };

  it.each([{ settings: [{ id: "0" }] }, { settings: null }, {}])(
    "is read with all of them, so that no write removes any: %j",
    async (expanded) => {
      expect(await read({ ...expanded, settingCount: 2 })).toEqual({
        settings: others,
        paths: ["/deviceManagement/configurationPolicies/p/settings"],
      });
    },
  );

  it("costs no request where none is missing, or where it counts none", async () => {
    expect(await read({ settings: others, settingCount: 2 })).toEqual({ settings: others, paths: [] });
    expect(await read({ settings: others })).toEqual({ settings: others, paths: [] });
  });
});
