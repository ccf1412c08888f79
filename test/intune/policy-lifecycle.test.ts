import { describe, expect, it } from "vitest";
import { unmarkSecrets } from "../../provider/paths.ts";
import { type PropertyMap, Secret, unknown } from "../../provider/values.ts";
import {
  checked,
  driftOf,
  helloChoice,
  helloSettings,
  type Made,
  makePolicy,
  policyInputs,
  policyUrn,
  serveIntune,
} from "./support/served.ts";

const served = serveIntune({ replicationDelays: [0, 0] });

const collection = "/beta/deviceManagement/configurationPolicies";
const byName = `GET ${collection}?$filter=name eq 'PIN recovery'&$expand=settings`;
const recovery = helloChoice("enablepinrecovery", "true");
const template = "fcef01f2-439d-4c3f-9184-823fd6e97646_1";

const create = (inputs?: PropertyMap) => makePolicy(served.plugin, inputs);
const update = ({ id, state }: Made, news: PropertyMap) => served.plugin.update(policyUrn, id, news, state);
const drift = (made: Made) => driftOf(served.plugin, made, policyUrn);
const kept = (id: string) => served.tenant.state.configurationPolicies.get(id);
const requested = () =>
  served.requests().map(({ method, target }) => `${method} ${decodeURIComponent(target)}`);

const simple = (value: string | number | Secret, more: PropertyMap = {}): PropertyMap => ({
  type: "simple",
  definitionId: "device_vendor_msft_a",
  value,
  ...more,
});

const everyType: Record<string, PropertyMap> = {
  choice: { type: "choice", definitionId: "a", value: "a_1", children: [{ ...recovery }] },
  choiceCollection: {
    type: "choiceCollection",
    definitionId: "a",
    values: [{ value: "a_1" }, { value: "a_2", children: [{ ...recovery }] }],
  },
  "simple text": simple("text"),
  "simple number": simple(7),
  "simple reference": simple("other", { valueType: "reference" }),
  "simple secret": simple("hush", { valueType: "secret" }),
  simpleCollection: { type: "simpleCollection", definitionId: "a", values: ["b", "a"] },
  "simpleCollection of numbers": { type: "simpleCollection", definitionId: "a", values: [2, 1] },
  group: { type: "group", definitionId: "a", groups: [{ children: [{ ...recovery }] }] },
  groupCollection: helloSettings(helloChoice("requiresecuritydevice", "true"), recovery),
};

describe("a settings catalog policy", () => {
  it.each(Object.entries(everyType))(
    "of one %s setting reads back as it was declared",
    async (_what, setting) => {
      const made = await create(policyInputs([setting]));
      const found = await served.plugin.read(policyUrn, made.id, made.state);
      expect(unmarkSecrets(found?.inputs ?? {})).toEqual(unmarkSecrets(made.news));
      expect(await drift(made)).toEqual({});
    },
  );

  it("is created with a look for an equal one and a POST, by beta", async () => {
    await create();
    expect(served.roundTrips()).toEqual([byName, "POST /beta/$batch"]);
    expect(requested().slice(1)).toEqual([`POST ${collection}`, byName]);
  });

  it("that has a secret value is created with no more requests, and knows the value's token", async () => {
    const { id, state } = await create(policyInputs([simple(new Secret("hush"), { valueType: "secret" })]));
    expect(served.roundTrips()).toHaveLength(2);
    const [setting] = kept(id)?.settings ?? [];
    const token = setting?.simpleSettingValue?.token;
    expect(state.properties.encryptedValueTokens).toEqual({ "/device_vendor_msft_a[0]": token });
    expect(JSON.stringify(state.properties.encryptedValueTokens)).not.toContain("hush");
  });

  it("is read in one request, and a stack's reads travel in one batch", async () => {
    const first = await create();
    const second = await create(policyInputs(undefined, { name: "Second" }));
    served.tenant.requests.clear();
    await served.plugin.read(policyUrn, first.id, first.state);
    expect(requested()).toEqual([`GET ${collection}/${first.id}?$expand=settings`]);
    served.tenant.requests.clear();
    await Promise.all([first, second].map(({ id, state }) => served.plugin.read(policyUrn, id, state)));
    expect(served.roundTrips()).toEqual(["POST /beta/$batch"]);
  });

  it("is renamed by one PATCH that sends no more than the name", async () => {
    const made = await create();
    served.tenant.requests.clear();
    await update(made, { ...made.news, name: "Renamed" });
    expect(served.roundTrips()).toEqual(["POST /beta/$batch"]);
    expect(served.requests().map(({ method, body }) => ({ method, body }))).toEqual([
      { method: "GET", body: undefined },
      { method: "PATCH", body: { name: "Renamed" } },
    ]);
  });

  it("whose settings change is replaced by one PUT with all of it, in one round trip", async () => {
    const made = await create(policyInputs(undefined, { description: "kept" }));
    served.tenant.requests.clear();
    const news = policyInputs([helloSettings(helloChoice("enablepinrecovery", "false"))], {
      description: "kept",
    });
    await update(made, await checked(served.plugin, policyUrn, news));
    expect(served.roundTrips()).toEqual(["POST /beta/$batch"]);
    expect(served.requests().map(({ method }) => method)).toEqual(["GET", "PUT", "GET"]);
    expect(kept(made.id)).toMatchObject({ name: "PIN recovery", description: "kept" });
    expect(JSON.stringify(kept(made.id)?.settings)).toContain("enablepinrecovery_false");
  });

  it("keeps scope tags that the program leaves alone, though a PUT must send them", async () => {
    const made = await create();
    await served.tenant.asAdministrator("PATCH", `${collection}/${made.id}`, { roleScopeTagIds: ["0", "1"] });
    const found = await served.plugin.read(policyUrn, made.id, made.state);
    const news = await checked(served.plugin, policyUrn, policyInputs([simple(1)]));
    await update({ ...made, state: { ...made.state, ...found } }, news);
    expect(kept(made.id)?.roleScopeTagIds).toEqual(["0", "1"]);
  });

  it("keeps the order of nothing: neither of settings nor of those below them is it a difference", async () => {
    const [b, a] = [recovery, helloChoice("biometrics", "true")];
    const made = await create(policyInputs([simple(1), helloSettings(b, a)]));
    const turned = await checked(served.plugin, policyUrn, policyInputs([helloSettings(a, b), simple(1)]));
    expect((await served.plugin.diff(policyUrn, made.news, turned)).changed).toBe(false);
  });

  it("keeps a secret mark with its setting where those below a setting are put in order", async () => {
    const secret = { type: "simple", definitionId: "b", value: new Secret("hush") };
    const plain = { type: "simple", definitionId: "a", value: "plain" };
    const news = await checked(served.plugin, policyUrn, policyInputs([helloSettings(secret, plain)]));
    const ordered = [
      { ...plain, valueType: "string" },
      { ...secret, valueType: "string" },
    ];
    expect(news.settings).toEqual([helloSettings(...ordered)]);
  });

  it("of another template is another policy", async () => {
    const made = await create();
    const news = { ...made.news, templateId: template };
    expect((await served.plugin.diff(policyUrn, made.news, news)).replaces).toEqual(["templateId"]);
  });

  it("that was deleted in Intune is gone, and deleting it again is no error", async () => {
    const { id, state } = await create();
    await served.plugin.delete(policyUrn, id, state);
    expect(await served.plugin.read(policyUrn, id, state)).toBeUndefined();
    await served.plugin.delete(policyUrn, id, state);
    expect(kept(id)).toBeUndefined();
  });

  it("in a preview is not created, and what is not known yet passes", async () => {
    const news = await checked(
      served.plugin,
      policyUrn,
      policyInputs([simple("x"), { ...simple("y"), definitionId: unknown }]),
    );
    const { properties } = await served.plugin.create(policyUrn, news, { preview: true });
    expect(properties).toMatchObject({ name: "PIN recovery", encryptedValueTokens: unknown });
    expect(served.roundTrips()).toEqual([]);
  });
});

describe("a policy that was made of a template", () => {
  const references = (id: string) =>
    JSON.stringify(kept(id)?.settings).match(/Template(Id|Reference)":("[0-9a-f-]{36}"|null)/g);

  it("is imported, and keeps its references to the template when a PUT changes a value", async () => {
    served.tenant.seedScenario("accountProtection");
    const [{ id = "" } = {}] = served.tenant.state.configurationPolicies.all();
    const before = references(id);
    const found = await served.plugin.read(policyUrn, id);
    expect(found?.inputs.templateId).toBe(template);
    const settings = JSON.stringify(found?.inputs.settings).replace('"value":6', '"value":8');
    const news = { ...found?.inputs, settings: JSON.parse(settings) };
    await served.plugin.update(policyUrn, id, await checked(served.plugin, policyUrn, news), {
      inputs: {},
      properties: {},
      ...found,
    });
    expect(JSON.stringify(kept(id)?.settings)).toContain('"value":8');
    expect(references(id)?.sort()).toEqual(before?.sort());
    expect(before?.filter((each) => !each.includes("null")).length).toBeGreaterThan(3);
    expect(kept(id)).toMatchObject({ templateId: template });
    expect(kept(id)?.assignments).toHaveLength(1);
  });
});
