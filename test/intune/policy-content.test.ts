import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unmarkSecrets } from "../../provider/paths.ts";
import { type PropertyMap, Secret } from "../../provider/values.ts";
import type { Tenant } from "../../tenant/server.ts";
import { type Engine, startEngine } from "../provider/support/engine.ts";
import { anyJson, type Place, withMember } from "./support/any-json.ts";
import {
  checked,
  driftOf,
  helloChoice,
  helloSettings,
  makePolicy,
  policyInputs,
  policyUrn,
  serveIntune,
} from "./support/served.ts";

const served = serveIntune({ replicationDelays: [] });
let engine: Engine;

beforeEach(async () => {
  engine = await startEngine();
  await served.plugin.attach(engine.address);
});

afterEach(() => engine.kill());

const collection = "/beta/deviceManagement/configurationPolicies";
type Policy = ReturnType<Tenant["state"]["configurationPolicies"]["all"]>[number];

const kept = (id: string): Policy => {
  const policy = served.tenant.state.configurationPolicies.get(id);
  if (policy === undefined) {
    throw new Error("The policy is gone.");
  }
  return policy;
};

const secret = (value: string, more: PropertyMap = {}): PropertyMap => {
  const definitionId = "device_vendor_msft_secret";
  return { type: "simple", definitionId, valueType: "secret", value: new Secret(value), ...more };
};

/** Writes the settings again as an administrator who opened the policy; secrets get these values. */
async function rewriteSecrets(id: string, value: string) {
  const { name, description, platforms, technologies, settings } = kept(id);
  const text = JSON.stringify(settings).replace(/"value":"[^"]*","token":"[^"]*"/g, `"value":"${value}"`);
  const body = { name, description, platforms, technologies, settings: JSON.parse(text) };
  const given = body.settings.map((settingInstance: unknown) => ({ settingInstance }));
  const { status } = await served.tenant.asAdministrator("PUT", `${collection}/${id}`, {
    ...body,
    settings: given,
  });
  expect(status).toBe(204);
}

describe("a value that Intune keeps encrypted, and never returns,", () => {
  const declared = policyInputs([helloSettings(helloChoice("biometrics", "true"), secret("hush"))]);

  it("is state's own as long as its token is the same, and stays secret", async () => {
    const made = await makePolicy(served.plugin, declared);
    const found = await served.plugin.read(policyUrn, made.id, made.state);
    expect(found?.inputs).toEqual(made.news);
    expect(await driftOf(served.plugin, made, policyUrn)).toEqual({});
  });

  it("is secret in state although the program does not say so", async () => {
    const plain = policyInputs([secret("hush", { value: "hush" })]);
    const made = await makePolicy(served.plugin, plain);
    const found = await served.plugin.read(policyUrn, made.id, made.state);
    expect(found?.inputs.settings).toEqual([secret("hush")]);
  });

  it("that somebody wrote is drift at its path, is told of, and the next `up` writes the declared one", async () => {
    const made = await makePolicy(served.plugin, declared);
    await rewriteSecrets(made.id, "tampered");
    const found = await served.plugin.read(policyUrn, made.id, made.state);
    expect(JSON.stringify(found)).not.toMatch(/hush|tampered/);
    const path = "settings[0].groups[0].children[1].value";
    expect((await engine.nextMessage()).message).toContain(`${path} was written since the last \`up\``);
    expect((await served.plugin.diff(policyUrn, found?.inputs ?? {}, made.news)).details).toEqual({
      [path]: "ADD",
    });
    const state = { inputs: {}, properties: {}, ...found };
    const properties = await served.plugin.update(policyUrn, made.id, made.news, state);
    expect(JSON.stringify(kept(made.id).settings)).toContain('"hush"');
    const after = { ...made, state: { inputs: made.news, properties: properties.properties } };
    expect(await driftOf(served.plugin, after, policyUrn)).toEqual({});
  });

  it("that somebody writes just before a write of ours is told of without the value", async () => {
    const { id, news, state } = await makePolicy(served.plugin, declared);
    await rewriteSecrets(id, "tampered");
    await served.plugin.update(policyUrn, id, { ...news, name: "Ours" }, state);
    const { message } = await engine.nextMessage();
    expect(message).toContain('"[secret]"');
    expect(message).not.toMatch(/hush|tampered/);
  });

  it("keeps a policy from being imported, by its path, and from being taken over", async () => {
    const { id } = await makePolicy(served.plugin, declared);
    const imported = served.plugin.read(policyUrn, id);
    await expect(imported).rejects.toThrow(`The policy "PIN recovery" (${id}) cannot be imported as it is`);
    await expect(imported).rejects.toThrow("settings[0].groups[0].children[1].value");
    const again = served.plugin.create(policyUrn, await checked(served.plugin, policyUrn, declared));
    await expect(again).rejects.toThrow(`${id} (its encrypted values cannot be compared`);
  });

  it("has its token although no replica knows the policy yet", async () => {
    served.tenant.faults.add({
      match: { method: "POST", path: "/configurationPolicies$" },
      effect: { kind: "lag", reads: 1 },
    });
    const { state } = await makePolicy(served.plugin, declared);
    expect(Object.keys(state.properties.encryptedValueTokens ?? {})).toHaveLength(1);
  });
});

describe("a policy with more settings than one answer has", () => {
  const many = Array.from({ length: 7 }, (_, index): PropertyMap => {
    return { type: "simple", definitionId: `device_vendor_msft_${index}`, value: index };
  });

  it("is read, found by its name and imported with all of them", async () => {
    served.tenant.state.settings.expandedSettings = 3;
    const made = await makePolicy(served.plugin, policyInputs(many));
    expect(await driftOf(served.plugin, made, policyUrn)).toEqual({});
    expect((await makePolicy(served.plugin, policyInputs(many))).id).toBe(made.id);
    const imported = await served.plugin.read(policyUrn, "name:PIN recovery");
    expect(imported?.inputs.settings).toHaveLength(7);
  });
});

it("a PUT after which the assignments are gone is told of", async () => {
  const { id, state } = await makePolicy(served.plugin);
  await served.tenant.asAdministrator("POST", `${collection}/${id}/assign`, {
    assignments: [{ target: { "@odata.type": "#microsoft.graph.allDevicesAssignmentTarget" } }],
  });
  const lose = () => served.tenant.state.configurationPolicies.change(id, { assignments: [] });
  served.tenant.faults.add({ match: { method: "PUT" }, effect: { kind: "latency", milliseconds: 1 } }, lose);
  const news = await checked(served.plugin, policyUrn, policyInputs([secret("x", { value: "x" })]));
  await served.plugin.update(policyUrn, id, news, state);
  expect((await engine.nextMessage()).message).toContain("Intune has removed the assignments");
});

const settings = policyInputs(
  [
    helloSettings(helloChoice("biometrics", "true"), { type: "simple", definitionId: "n", value: 7 }),
    { type: "choice", definitionId: "c", value: "c_1", children: [helloChoice("x", "1")] },
    { type: "simpleCollection", definitionId: "l", values: ["a", "b"] },
  ],
  { description: "d", roleScopeTagIds: ["0"] },
);

const group = ["settings", 0, "groupSettingCollectionValue"] as const;
const places: readonly Place[] = [
  ...["name", "description", "platforms", "technologies", "roleScopeTagIds"].map((each) => [each]),
  ...[
    "@odata.type",
    "settingDefinitionId",
    "settingInstanceTemplateReference",
    "groupSettingCollectionValue",
  ].map((each) => ["settings", 0, each]),
  [...group, 0],
  [...group, 0, "children"],
  [...group, 0, "children", 0],
  [...group, 0, "children", 1, "simpleSettingValue"],
  [...group, 0, "children", 1, "simpleSettingValue", "@odata.type"],
  [...group, 0, "children", 1, "simpleSettingValue", "value"],
  ["settings", 1, "choiceSettingValue", "value"],
  ["settings", 1, "choiceSettingValue", "children"],
  ["settings", 2, "simpleSettingCollectionValue", 0],
];
const place = fc.constantFrom(...places);

/** A plugin that does not try again for long what the tenant cannot do. */
const impatient = async () => {
  const plugin = await served.anotherPlugin({ retryTimeoutSeconds: "1" });
  await plugin.attach(engine.address);
  return plugin;
};

function putStraight(policy: Policy, where: Place, member: unknown) {
  served.tenant.state.configurationPolicies.put({
    ...(withMember(policy, where, member) as Policy),
    id: policy.id,
  });
}

describe("any JSON in place of any member of a policy", () => {
  it("never stops a refresh, an update or a delete", async () => {
    const plugin = await impatient();
    await fc.assert(
      fc.asyncProperty(place, anyJson, async (where, member) => {
        const { id, news, state } = await makePolicy(plugin, settings);
        const whole = kept(id);
        putStraight(whole, where, member);
        const found = await plugin.read(policyUrn, id, state);
        if (found === undefined) {
          throw new Error("It is taken for deleted.");
        }
        await plugin.diff(policyUrn, found.inputs, news);
        // Graph writes over what is there, whatever it is; the embedded tenant reads it first.
        served.tenant.state.configurationPolicies.put(whole);
        const { properties } = await plugin.update(policyUrn, id, news, found);
        const healed = await plugin.read(policyUrn, id, { inputs: news, properties });
        expect(healed?.inputs).toEqual(news);
        putStraight(kept(id), where, member);
        await plugin.delete(policyUrn, id, found);
        expect(served.tenant.state.configurationPolicies.get(id)).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it("is imported as it is, or refused by an error that names it and no inner type", async () => {
    const plugin = await impatient();
    const { id } = await makePolicy(plugin, settings);
    const policy = kept(id);
    await fc.assert(
      fc.asyncProperty(place, anyJson, async (where, member) => {
        putStraight(policy, where, member);
        const imported = await plugin.read(policyUrn, id).catch((error: unknown) => String(error));
        if (typeof imported !== "string") {
          const { inputs, issues } = await plugin.check(policyUrn, imported?.inputs ?? {});
          expect(issues).toEqual([]);
          const difference = await plugin.diff(policyUrn, imported?.inputs ?? {}, unmarkSecrets(inputs));
          expect(difference.changed).toBe(false);
          return;
        }
        expect(imported).toContain(id);
        expect(imported).toMatch(/cannot be imported as it is/);
        expect(imported).not.toMatch(/Zod|invalid_/);
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
