import { describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { type GraphClient, signIn } from "./client.ts";
import { collection, create, createdPath, custom, oma, pinRecovery } from "./configurations.ts";
import { serveTenant } from "./served.ts";

const served = serveTenant();

describe("profiles", () => {
  it("makes a profile with everything that v1.0 shows, and nothing that only beta has", async () => {
    const made = await create(served, [pinRecovery]);
    expect(made.status).toBe(201);
    expect(Object.keys(made.body).sort()).toEqual([
      "@odata.context",
      "@odata.type",
      "createdDateTime",
      "description",
      "displayName",
      "id",
      "lastModifiedDateTime",
      "omaSettings",
      "version",
    ]);
    expect(made.body.omaSettings).toEqual([{ ...pinRecovery, description: null }]);
    const beta = await served.graph("GET", `/beta/${collection}/${made.body.id}`);
    expect(beta.body).toMatchObject({ roleScopeTagIds: ["0"], supportsScopeTags: true });
  });

  it("lets two profiles have one name", async () => {
    await create(served, [pinRecovery]);
    await create(served, [pinRecovery]);
    const found = await served.graph(
      "GET",
      `/v1.0/${collection}?$filter=displayName%20eq%20'pin%20Recovery'`,
    );
    expect(found.body.value?.length).toBe(2);
  });

  it("lists profiles of every kind, and tells the kinds apart in a filter", async () => {
    await create(served, [pinRecovery]);
    expect((await served.graph("GET", `/v1.0/${collection}`)).body.value?.length).toBe(2);
    const general = await served.graph(
      "GET",
      `/v1.0/${collection}?$filter=isof('microsoft.graph.windows10GeneralConfiguration')`,
    );
    expect(general.body.value?.map((row) => row.id)).toEqual([seeded.configurations.kioskRestrictions]);
  });

  it("gives values back in canonical form", async () => {
    const made = await create(served, [
      oma("DateTime", "2026-03-04T07:06:07.500+02:00"),
      oma("FloatingPoint", 0.1),
      oma("Integer", -2147483648),
      oma("Boolean", false),
    ]);
    expect(made.body.omaSettings?.map((setting) => setting.value)).toEqual([
      "2026-03-04T05:06:07.5Z",
      0.1,
      -2147483648,
      false,
    ]);
    const rounded = await create(served, [oma("FloatingPoint", 1.23456789012)]);
    expect(rounded.body.omaSettings?.[0]?.value).toBe(1.2345679);
  });

  it("masks the three encrypted types and gives their values to those who may write", async () => {
    const xml = Buffer.from("<a/>").toString("base64");
    const made = await create(served, [
      oma("String", "secret"),
      oma("StringXml", xml, { fileName: "a.xml" }),
      oma("Base64", "AAEC", { fileName: "a.bin" }),
    ]);
    expect(made.body.omaSettings?.map((setting) => setting.value)).toEqual(["****", "PGEvPg==", "****"]);
    expect(made.body.omaSettings?.map((setting) => setting.isEncrypted)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const beta = await served.graph("GET", `/beta/${collection}/${made.body.id}`);
    const references = beta.body.omaSettings?.map((setting) => setting.secretReferenceValueId) ?? [];
    const ask = (client: GraphClient, reference: unknown) =>
      client(
        "GET",
        `/v1.0/${collection}/${made.body.id}/getOmaSettingPlainTextValue(secretReferenceValueId='${reference}')`,
      );
    const values = await Promise.all(
      references.map(async (reference) => (await ask(served.graph, reference)).body.value),
    );
    expect(values).toEqual(["secret", "<a/>", "AAEC"]);
    served.tenant.state.settings.plainTextOfXml = "base64";
    expect((await ask(served.graph, references[1])).body.value).toBe(xml);
    const guid = "[\\da-f]{8}(-[\\da-f]{4}){3}-[\\da-f]{12}";
    for (const reference of references) {
      expect(reference).toMatch(new RegExp(`^${guid}_${made.body.id}_${guid}$`));
    }
    expect((await ask(served.graph, "unknown")).status).toBe(404);
    const namespaced = `microsoft.graph.getOmaSettingPlainTextValue(secretReferenceValueId='${references[0]}')`;
    const again = await served.graph("GET", `/beta/${collection}/${made.body.id}/${namespaced}`);
    expect(again.body.value).toBe("secret");
    served.tenant.setPermissions(["DeviceManagementConfiguration.Read.All"]);
    expect((await ask(await signIn(served.tenant), references[0])).status).toBe(403);
  });

  it("makes a new reference to an encrypted value at each write", async () => {
    const made = await create(served, [oma("String", "secret")], {}, "beta");
    const path = `/beta/${collection}/${made.body.id}`;
    const changed = await served.graph("PATCH", path, {
      "@odata.type": custom,
      omaSettings: [oma("String", "secret")],
    });
    const [before, after] = [made, changed].map(
      (answer) => answer.body.omaSettings?.[0]?.secretReferenceValueId,
    );
    expect(after).not.toBe(before);
  });

  it("keeps a mask that is written back as the value it then is", async () => {
    const made = await create(served, [oma("String", "secret")], {}, "beta");
    const shown = made.body.omaSettings?.map((setting) => ({
      ...setting,
      isEncrypted: false,
      secretReferenceValueId: null,
    }));
    await served.graph("PATCH", `/beta/${collection}/${made.body.id}`, {
      "@odata.type": custom,
      omaSettings: shown,
    });
    expect(served.tenant.state.deviceConfigurations.get(String(made.body.id))?.omaSettings?.[0]?.value).toBe(
      "****",
    );
  });

  it("refuses a reference that is written back, as it is read-only", async () => {
    const made = await create(served, [oma("String", "secret")], {}, "beta");
    const { omaSettings } = made.body;
    const path = `/beta/${collection}/${made.body.id}`;
    const refusals = [
      await create(served, omaSettings, {}, "beta"),
      await served.graph("PATCH", path, { "@odata.type": custom, omaSettings }),
    ];
    for (const { status, body } of refusals) {
      expect([status, body.error?.code]).toEqual([400, "NotSupported"]);
      expect(JSON.parse(String(body.error?.message)).Message).toContain(
        "SecretReferenceValueId invalid for create",
      );
    }
  });

  it("keeps seven digits of a second", async () => {
    const made = await create(served, [oma("DateTime", "2026-03-04T07:06:07.1234567+02:00")]);
    expect(made.body.omaSettings?.[0]?.value).toBe("2026-03-04T05:06:07.1234567Z");
  });

  it("changes only what a PATCH holds, and counts the version up", async () => {
    const path = await createdPath(served);
    const changed = await served.graph("PATCH", path, { "@odata.type": custom, description: "new" });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ displayName: "PIN recovery", description: "new", version: 2 });
    expect(changed.body.omaSettings?.length).toBe(1);
    const replaced = await served.graph("PATCH", path, {
      "@odata.type": custom,
      omaSettings: [oma("Integer", 7)],
    });
    expect(replaced.body.omaSettings?.map((setting) => setting.omaUri)).toEqual(["./Integer"]);
  });

  it("deletes a profile", async () => {
    const path = await createdPath(served);
    expect((await served.graph("DELETE", path)).status).toBe(204);
    const gone = await served.graph("GET", path);
    expect([gone.status, gone.body.error?.code]).toEqual([404, "ResourceNotFound"]);
  });

  it.each([
    ["an unknown property", { colour: "red" }, "'colour'"],
    ["scope tags, which v1.0 does not have", { roleScopeTagIds: ["0"] }, "'roleScopeTagIds'"],
    ["a name of the wrong type", { displayName: 7 }, "'displayName'"],
    ["a missing name", { displayName: undefined }, "'displayName'"],
    ["a missing type", { "@odata.type": undefined }, "abstract"],
    ["a type that does not exist", { "@odata.type": "#microsoft.graph.windows95" }, "windows95"],
    [
      "an OMA setting without a type",
      { omaSettings: [{ displayName: "a", omaUri: "./a", value: 1 }] },
      "abstract",
    ],
    ["an OMA setting without a value", { omaSettings: [oma("Integer", undefined)] }, "'value'"],
    ["an Integer that is text", { omaSettings: [oma("Integer", "7")] }, "'value'"],
    ["an Integer beyond 32 bits", { omaSettings: [oma("Integer", 2 ** 31)] }, "'value'"],
    ["a DateTime that is none", { omaSettings: [oma("DateTime", "yesterday")] }, "'value'"],
    ["a StringXml that is not base64", { omaSettings: [oma("StringXml", "<a/>")] }, "'value'"],
    [
      "encryption members, which v1.0 does not have",
      { omaSettings: [oma("String", "a", { isEncrypted: false })] },
      "'isEncrypted'",
    ],
    ["one OMA-URI twice", { omaSettings: [pinRecovery, pinRecovery] }, "./Boolean"],
  ])("refuses %s and names it", async (_what, change, named) => {
    const refused = await create(served, [pinRecovery], change);
    expect(refused.status).toBe(400);
    expect(refused.body.error?.code).toBe("BadRequest");
    expect(refused.body.error?.message).toContain(named);
    expect(served.tenant.state.deviceConfigurations.all().length).toBe(1);
  });

  it("refuses a PATCH without a type, and one of another type", async () => {
    const path = await createdPath(served);
    expect((await served.graph("PATCH", path, { description: "new" })).status).toBe(400);
    const other = { "@odata.type": "#microsoft.graph.windows10GeneralConfiguration", description: "new" };
    expect((await served.graph("PATCH", path, other)).status).toBe(400);
  });

  it("takes scope tags in beta, puts the default one for none, and refuses one that does not exist", async () => {
    const made = await create(served, [pinRecovery], { roleScopeTagIds: [] }, "beta");
    expect(made.body.roleScopeTagIds).toEqual(["0"]);
    const path = `/beta/${collection}/${made.body.id}`;
    const changed = await served.graph("PATCH", path, { "@odata.type": custom, roleScopeTagIds: ["1"] });
    expect(changed.body.roleScopeTagIds).toEqual(["1"]);
    expect(
      (await served.graph("PATCH", path, { "@odata.type": custom, roleScopeTagIds: ["9"] })).status,
    ).toBe(400);
    expect((await served.graph("GET", path)).body.roleScopeTagIds).toEqual(["1"]);
  });

  it("writes each change into the audit log, with who did it", async () => {
    const path = await createdPath(served);
    await served.graph("DELETE", path);
    const events = await served.graph("GET", "/v1.0/deviceManagement/auditEvents");
    expect(events.body.value?.map((event) => event.activityType)).toEqual([
      "Create DeviceConfiguration",
      "Delete DeviceConfiguration",
    ]);
    expect(events.body.value?.[0]?.actor?.applicationId).toBe(seeded.clientId);
    const one = await served.graph("GET", `/v1.0/deviceManagement/auditEvents/${events.body.value?.[0]?.id}`);
    expect(one.body.resources?.[0]?.displayName).toBe("PIN recovery");
    expect((await served.graph("GET", "/v1.0/deviceManagement/auditEvents/none")).status).toBe(404);
  });

  it.each([
    ["2026-01-31T09:30:51.12Z", "le 2026-01-31T09:30:51.125Z", 1],
    ["2026-01-31T09:30:51Z", "le 2026-01-31T09:30:51.001Z", 1],
    ["2026-01-31T09:30:51.12Z", "eq 2026-01-31T09:30:51.120Z", 1],
    ["2026-01-31T09:30:51.12Z", "lt 2026-01-31T09:30:51.119Z", 0],
  ])("compares times as such, whatever their fractions look like: %s %s", async (time, condition, found) => {
    await createdPath(served);
    for (const { id } of served.tenant.state.auditEvents.all()) {
      served.tenant.state.auditEvents.change(id, { activityDateTime: time });
    }
    const filter = encodeURIComponent(`activityDateTime ${condition}`);
    const events = await served.graph("GET", `/v1.0/deviceManagement/auditEvents?$filter=${filter}`);
    expect(events.body.value).toHaveLength(found);
  });
});
