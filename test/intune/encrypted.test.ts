import { describe, expect, it } from "vitest";
import type { PropertyMap } from "../../provider/values.ts";
import { checked, profileInputs, profileUrn, serveIntune } from "./support/served.ts";

const served = serveIntune();

const encrypted: PropertyMap[] = [
  { displayName: "s", omaUri: "./Device/S", type: "String", value: "text" },
  { displayName: "x", omaUri: "./Device/X", type: "StringXml", value: "<x>ü</x>" },
  { displayName: "b", omaUri: "./Device/B", type: "Base64", value: "AAEC" },
];

async function create() {
  const news = await checked(served.plugin, profileUrn, profileInputs(encrypted));
  const { id, properties } = await served.plugin.create(profileUrn, news);
  served.tenant.requests.clear();
  return { id, news, state: { inputs: news, properties } };
}

/** An administrator gives the String setting another value, which gives every setting another reference. */
async function tamper(id: string, value: string) {
  const [, ...others] = served.tenant.state.deviceConfigurations.get(id)?.omaSettings ?? [];
  await served.tenant.asAdministrator("PATCH", `/beta/deviceManagement/deviceConfigurations/${id}`, {
    "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
    omaSettings: [
      { "@odata.type": "#microsoft.graph.omaSettingString", displayName: "s", omaUri: "./Device/S", value },
      ...others.map(({ isEncrypted: _, secretReferenceValueId: __, ...setting }) => setting),
    ],
  });
}

const plainTexts = () =>
  served.requests().filter(({ target }) => target.includes("getOmaSettingPlainTextValue"));

describe("values that Intune keeps encrypted", () => {
  it("travel in the batch of their profile, since state knows their references", async () => {
    const { id, news, state } = await create();
    const found = await served.plugin.read(profileUrn, id, state);
    expect(found?.inputs).toEqual(news);
    expect(served.roundTrips()).toEqual(["POST /beta/$batch"]);
    expect(plainTexts()).toHaveLength(3);
  });

  it("are drift when an administrator changed one, and are read by their new references", async () => {
    const { id, news, state } = await create();
    await tamper(id, "another text");
    const found = await served.plugin.read(profileUrn, id, state);
    expect(await served.plugin.diff(profileUrn, found?.inputs ?? {}, news)).toMatchObject({
      details: { "omaSettings[0].value": "UPDATE" },
    });
    expect(served.roundTrips()).toEqual(["POST /beta/$batch", "POST /beta/$batch"]);
    served.tenant.requests.clear();
    await served.plugin.read(profileUrn, id, found);
    expect(served.roundTrips()).toEqual(["POST /beta/$batch"]);
  });

  it("keep their references in state through an update", async () => {
    const { id, news, state } = await create();
    const [first, ...others] = encrypted;
    const changed = await checked(
      served.plugin,
      profileUrn,
      profileInputs([{ ...first, value: "changed" }, ...others]),
    );
    const { properties } = await served.plugin.update(profileUrn, id, changed, state);
    served.tenant.requests.clear();
    const found = await served.plugin.read(profileUrn, id, { inputs: changed, properties });
    expect(found?.inputs).toEqual(changed);
    expect(news).not.toEqual(changed);
    expect(served.roundTrips()).toEqual(["POST /beta/$batch"]);
  });

  it("that the state of the first release has no reference of are read after their profile", async () => {
    const { id, news } = await create();
    const found = await served.plugin.read(profileUrn, id, { inputs: news, properties: news });
    expect(found?.inputs).toEqual(news);
    expect(served.roundTrips()).toHaveLength(2);
    expect(found?.properties).toMatchObject({ __stateVersion: 2 });
  });

  it("that nobody needs any more do no harm, although Graph fails to answer them", async () => {
    const { id, state } = await create();
    await tamper(id, "another text");
    served.tenant.faults.add({
      match: { path: "getOmaSettingPlainTextValue" },
      count: 3,
      effect: { kind: "status", status: 503 },
    });
    expect(await served.plugin.read(profileUrn, id, state)).toMatchObject({ id });
  });

  it("are an error that names the permission where only the profile may be read", async () => {
    const { id, state } = await create();
    served.tenant.setPermissions(["DeviceManagementConfiguration.Read.All"]);
    const reader = await served.anotherPlugin();
    await expect(reader.read(profileUrn, id, state)).rejects.toThrow(
      "DeviceManagementConfiguration.ReadWrite.All",
    );
  });
});
