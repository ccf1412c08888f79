import { describe, expect, it } from "vitest";
import type { Graph } from "../../graph/client.ts";
import { hiddenWarning, readCatalogPolicy, secretsOf } from "../../intune/catalog-policies.ts";
import type { PropertyMap } from "../../provider/values.ts";
import { failureOf } from "../provider/support/protocol.ts";
import { checked, makePolicy, policyInputs, policyUrn, serveIntune } from "./support/served.ts";

const prefix = "#microsoft.graph.deviceManagementConfiguration";
const key = "/s[0]";
const secret: PropertyMap = { type: "simple", definitionId: "s", value: "hush", valueType: "secret" };

type Known = { readonly inputs: PropertyMap; readonly outputs: PropertyMap };

/** A policy as Graph returns it, with one encrypted value, as a refresh of this state reads it. */
async function readWith(known: Known | undefined, more: object = {}, value: unknown = "token") {
  const simpleSettingValue = { "@odata.type": `${prefix}SecretSettingValue`, value };
  const settingInstance = {
    "@odata.type": `${prefix}SimpleSettingInstance`,
    settingDefinitionId: "s",
    simpleSettingValue,
  };
  const policy = { id: "p", name: "P", settings: [{ settingInstance }], ...more };
  const graph: Graph = {
    send: () => Promise.reject(new Error("not batched")),
    change: () => Promise.reject(new Error("no write")),
    cloud: () => Promise.reject(new Error("no cloud")),
    tenantId: () => Promise.reject(new Error("no token")),
    read: async () => policy,
  };
  const client = {
    graph,
    made: new Set(""),
    unassigned: new Set(""),
    readEncryptedValues: true,
    replicationDelays: [],
  };
  return readCatalogPolicy(client, "p", known, new AbortController().signal);
}

describe("an encrypted value", () => {
  const stateWith = (encryptedValueTokens: PropertyMap): Known => {
    return { inputs: { settings: [secret] }, outputs: { encryptedValueTokens } };
  };

  it.each<PropertyMap>([{}, { [key]: 7 }, { [key]: "" }])(
    "of which state has no token that is text counts as unchanged, and is told of: %j",
    async (tokens) => {
      const read = await readWith(stateWith(tokens));
      expect(read.inputs.settings).toEqual([secret]);
      expect(hiddenWarning(read)).toContain(
        "settings[0].value has no token in state; its value is not compared, and counts as unchanged",
      );
      expect(read.outputs.encryptedValueTokens).toBeUndefined();
      expect(secretsOf(read)).toEqual([["settings", 0, "value"]]);
    },
  );

  it("of which state has neither token nor value is missing, and is told of", async () => {
    const read = await readWith({ inputs: {}, outputs: {} });
    expect(hiddenWarning(read)).toContain("its value is not compared, and is missing");
    expect(secretsOf(read)).toEqual([]);
  });

  it("that has lost its token in Intune counts as changed, and leaves none in state", async () => {
    const read = await readWith(stateWith({ [key]: "token" }), {}, null);
    expect(hiddenWarning(read)).toContain("settings[0].value was written since the last `up`");
    expect(read.outputs.encryptedValueTokens).toBeUndefined();
  });

  it("is told of by the policy's id where it has no name", async () => {
    const read = await readWith(undefined, { name: null });
    expect(hiddenWarning(read)).toMatch(/^The policy null \(p\) has encrypted values/);
  });
});

describe("a policy that was read", () => {
  it("is of no template where Graph names none, and of one in lower case", async () => {
    for (const templateReference of [null, { templateId: "" }, { templateId: null }, {}]) {
      expect((await readWith(undefined, { templateReference })).inputs).not.toHaveProperty("templateId");
    }
    const read = await readWith(undefined, { templateReference: { templateId: "ABC_1" } });
    expect(read.inputs.templateId).toBe("abc_1");
  });

  it("shows platforms, technologies and a template that are no text as they are", async () => {
    const odd = { platforms: 7, technologies: ["mdm"] };
    const read = await readWith(undefined, { ...odd, templateReference: { templateId: 9 } });
    expect(read.inputs).toMatchObject({ ...odd, templateId: 9 });
  });
});

const served = serveIntune({ replicationDelays: [0, 0] });

describe("a policy in the tenant", () => {
  it("that has no name is refused by its id when it is imported", async () => {
    const { id } = await makePolicy(served.plugin);
    served.tenant.state.configurationPolicies.change(id, JSON.parse('{"name":null}'));
    const { details } = await failureOf(served.plugin.read(policyUrn, id));
    expect(details).toContain(`The policy null (${id}) cannot be imported as it is`);
  });

  it("is of no template where the program gives an empty one", async () => {
    expect(await checked(served.plugin, policyUrn, policyInputs(undefined, { templateId: "" }))).toEqual(
      await checked(served.plugin, policyUrn, policyInputs()),
    );
  });
});
