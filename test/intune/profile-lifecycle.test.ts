import { describe, expect, it } from "vitest";
import { type PropertyMap, Secret, unknown } from "../../provider/values.ts";
import { checked, profileInputs, profileUrn, serveIntune } from "./support/served.ts";

const served = serveIntune();

const everyType: PropertyMap[] = [
  { displayName: "a", omaUri: "./Device/A", type: "Boolean", value: false },
  { displayName: "b", omaUri: "./Device/B", type: "Integer", value: 7 },
  { displayName: "c", omaUri: "./Device/C", type: "String", value: "plain text" },
  { displayName: "d", omaUri: "./Device/D", type: "StringXml", value: "<a>ü</a>", fileName: "a.xml" },
  { displayName: "e", omaUri: "./Device/E", type: "Base64", value: "AAEC", fileName: "a.bin" },
  { displayName: "f", omaUri: "./Device/F", type: "DateTime", value: "2026-01-31T08:00:00Z" },
  { displayName: "g", omaUri: "./Device/G", type: "FloatingPoint", value: 3.14 },
];

async function create(inputs: PropertyMap) {
  const news = await checked(served.plugin, profileUrn, inputs);
  const created = await served.plugin.create(profileUrn, news);
  return { news, ...created, state: { inputs: news, properties: created.properties } };
}

const requested = () =>
  served.requests().map(({ method, target }) => `${method} ${decodeURIComponent(target)}`);

describe("a custom profile", () => {
  it.each(everyType)("of one $type setting reads back as it was declared", async (setting) => {
    const { id, news, state } = await create(profileInputs([setting]));
    const found = await served.plugin.read(profileUrn, id, state);
    expect(found?.inputs).toEqual(news);
    expect((await served.plugin.diff(profileUrn, found?.inputs ?? {}, news)).changed).toBe(false);
  });

  it("is created with a look for an equal one and a POST, by v1.0", async () => {
    await create(profileInputs());
    expect(served.roundTrips()).toEqual([
      "GET /v1.0/deviceManagement/deviceConfigurations?$filter=displayName eq 'PIN recovery'",
      "POST /v1.0/$batch",
    ]);
    expect(requested().slice(1)).toEqual([
      "POST /v1.0/deviceManagement/deviceConfigurations",
      "GET /v1.0/deviceManagement/deviceConfigurations?$filter=displayName eq 'PIN recovery'",
    ]);
  });

  it("with scope tags is created and read by beta", async () => {
    const { id, news, state } = await create(profileInputs(undefined, { roleScopeTagIds: ["0"] }));
    const found = await served.plugin.read(profileUrn, id, state);
    expect(found?.inputs).toEqual(news);
    expect(served.roundTrips().map((trip) => trip.split("/")[1])).toEqual(["beta", "beta", "beta"]);
  });

  it("is renamed by one PATCH that sends no more than the name", async () => {
    const { id, news, state } = await create(profileInputs());
    served.tenant.requests.clear();
    await served.plugin.update(profileUrn, id, { ...news, displayName: "Renamed" }, state);
    expect(served.roundTrips()).toEqual(["POST /v1.0/$batch"]);
    expect(served.requests().map(({ method, body }) => ({ method, body }))).toEqual([
      { method: "GET", body: undefined },
      {
        method: "PATCH",
        body: { "@odata.type": "#microsoft.graph.windows10CustomConfiguration", displayName: "Renamed" },
      },
    ]);
  });

  it("whose description is removed is sent null for it", async () => {
    const { id, news, state } = await create(profileInputs(undefined, { description: "was" }));
    const { description: _removed, ...without } = news;
    await served.plugin.update(profileUrn, id, without, state);
    expect(served.tenant.state.deviceConfigurations.get(id)?.description).toBeNull();
  });

  it("gets its scope tags by a PATCH of beta", async () => {
    const { id, news, state } = await create(profileInputs());
    served.tenant.requests.clear();
    await served.plugin.update(profileUrn, id, { ...news, roleScopeTagIds: ["0"] }, state);
    expect(served.roundTrips()).toEqual(["POST /beta/$batch"]);
    expect(requested()).toContain(`PATCH /beta/deviceManagement/deviceConfigurations/${id}`);
  });

  it("whose value only becomes secret costs no request, and is secret in state from then on", async () => {
    const setting = { displayName: "c", omaUri: "./Device/C", type: "String", value: "hush" };
    const { id, news, state } = await create(profileInputs([setting]));
    const secret = { ...news, omaSettings: [{ ...setting, value: new Secret("hush") }] };
    const difference = await served.plugin.diff(profileUrn, news, secret);
    expect(difference.details).toEqual({ "omaSettings[0].value": "UPDATE" });
    served.tenant.requests.clear();
    const { properties } = await served.plugin.update(profileUrn, id, secret, state);
    expect(served.roundTrips()).toEqual([]);
    expect(properties.omaSettings).toEqual(secret.omaSettings);
  });

  it("keeps what the program marks secret so, when an administrator changes the value behind the mask", async () => {
    const setting = { displayName: "c", omaUri: "./Device/C", type: "String", value: new Secret("declared") };
    const { id, state } = await create(profileInputs([setting]));
    await served.tenant.asAdministrator("PATCH", `/v1.0/deviceManagement/deviceConfigurations/${id}`, {
      "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
      omaSettings: [
        {
          "@odata.type": "#microsoft.graph.omaSettingBoolean",
          displayName: "n",
          omaUri: "./Device/N",
          value: true,
        },
        {
          "@odata.type": "#microsoft.graph.omaSettingString",
          displayName: "c",
          omaUri: "./Device/C",
          value: "tampered",
        },
      ],
    });
    const found = await served.plugin.read(profileUrn, id, state);
    expect(found?.inputs.omaSettings).toEqual([
      { ...setting, value: new Secret("tampered") },
      { displayName: "n", omaUri: "./Device/N", type: "Boolean", value: true },
    ]);
    const difference = await served.plugin.diff(profileUrn, found?.inputs ?? {}, state.inputs);
    expect(difference.details).toEqual({ "omaSettings[0].value": "UPDATE", "omaSettings[1]": "DELETE" });
  });

  it("to which an administrator adds an encrypted setting shows it as drift, and its value as secret", async () => {
    const { id, news, state } = await create(profileInputs([everyType[0] ?? {}]));
    await served.tenant.asAdministrator("PATCH", `/v1.0/deviceManagement/deviceConfigurations/${id}`, {
      "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
      omaSettings: [
        {
          "@odata.type": "#microsoft.graph.omaSettingBoolean",
          displayName: "a",
          omaUri: "./Device/A",
          value: false,
        },
        {
          "@odata.type": "#microsoft.graph.omaSettingString",
          displayName: "s",
          omaUri: "./Device/S",
          value: "added",
        },
      ],
    });
    const found = await served.plugin.read(profileUrn, id, state);
    expect(found?.inputs.omaSettings).toEqual([
      everyType[0],
      { displayName: "s", omaUri: "./Device/S", type: "String", value: new Secret("added") },
    ]);
    expect((await served.plugin.diff(profileUrn, found?.inputs ?? {}, news)).details).toEqual({
      "omaSettings[1]": "DELETE",
    });
  });

  it("that was deleted in Intune is gone, and deleting it again is no error", async () => {
    const { id, state } = await create(profileInputs());
    await served.plugin.delete(profileUrn, id, state);
    expect(await served.plugin.read(profileUrn, id, state)).toBeUndefined();
    await served.plugin.delete(profileUrn, id, state);
    expect(served.tenant.state.deviceConfigurations.get(id)).toBeUndefined();
  });

  it("in a preview is not created, and what is not known yet passes", async () => {
    const inputs = profileInputs([
      { displayName: "b", omaUri: "./Device/B", type: "Integer", value: unknown },
    ]);
    const news = await checked(served.plugin, profileUrn, inputs);
    const previewed = await served.plugin.create(profileUrn, news, { preview: true });
    expect(previewed.properties).toEqual({ ...news, secretReferenceValueIds: unknown });
    expect(served.roundTrips()).toEqual([]);
  });
});
