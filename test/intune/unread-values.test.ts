import { beforeEach, describe, expect, it, vi } from "vitest";
import { Secret } from "../../provider/values.ts";
import { failureOf, type Protocol } from "../provider/support/protocol.ts";
import { portalOf } from "./support/portal.ts";
import {
  checked,
  type Made,
  makeProfile,
  omaSetting,
  profileInputs,
  profileUrn,
  serveIntune,
} from "./support/served.ts";

const served = serveIntune();
const name = "PIN recovery";
const uri = "./Device/String";
const another = omaSetting("String", "another");

const settings = [
  omaSetting("Boolean", true),
  omaSetting("String", "text"),
  omaSetting("StringXml", "<x>ü</x>"),
  omaSetting("Base64", "AAEC"),
];

let profile: Made;
let reader: Protocol;
let told: string[];

/** A plugin of a run whose application may read profiles, and nothing behind a mask. */
async function readingOnly(): Promise<Protocol> {
  served.tenant.setPermissions(["DeviceManagementConfiguration.Read.All"]);
  return served.anotherPlugin({ readEncryptedValues: "false" });
}

const decrypting = () =>
  served.requests().filter(({ target }) => target.includes("getOmaSettingPlainTextValue"));

const warnings = () => told.filter((text) => text.startsWith("warning: "));

const settingsInIntune = () => portalOf(served.tenant).profile(name).omaSettings ?? [];
type Setting = ReturnType<typeof settingsInIntune>[number];

/** What Intune has, in place of the profile's settings. */
function put(change: (setting: Setting) => object): void {
  const kept = portalOf(served.tenant).profile(name);
  const omaSettings = settingsInIntune().map(change);
  served.tenant.state.deviceConfigurations.put({ ...kept, omaSettings: omaSettings as Setting[] });
}

beforeEach(async () => {
  profile = await makeProfile(served.plugin, profileInputs(settings));
  told = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => told.push(String(text)) > 0);
  reader = await readingOnly();
  served.tenant.requests.clear();
});

const read = (plugin = reader, state: Partial<Made["state"]> = profile.state) =>
  plugin.read(profileUrn, profile.id, state);

const diff = async (found: Awaited<ReturnType<typeof read>>, news = profile.news) =>
  (await reader.diff(profileUrn, found?.inputs ?? {}, news)).details;

describe("with readEncryptedValues false, a refresh", () => {
  it("of what nobody wrote finds nothing changed with the permission to read alone, in one round trip", async () => {
    const found = await read();
    expect(found).toMatchObject({ inputs: profile.news, properties: profile.state.properties });
    expect(served.roundTrips()).toEqual([`GET /beta/deviceManagement/deviceConfigurations/${profile.id}`]);
    expect(decrypting()).toEqual([]);
    expect(warnings()).toEqual([]);
  });

  it("does not take a value that somebody wrote for unchanged: it warns of it by name, and the diff has it", async () => {
    await portalOf(served.tenant).setValues(name, { [uri]: "hush-tampered" });
    const found = await read();
    expect(await diff(found)).toMatchObject({ "omaSettings[1].value": "ADD" });
    expect(decrypting()).toEqual([]);
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).toContain(`"${name}" (${profile.id})`);
    expect(warnings()[0]).toContain(
      `omaSettings[1] ("${uri}") was written since the last \`up\`; its value is not compared, and counts as changed`,
    );
    expect(warnings()[0]).toContain("intune:readEncryptedValues is false");
    // Neither this read nor the next, from what this one put into state, takes it for compared.
    expect(await diff(await read(reader, found))).toMatchObject({ "omaSettings[1].value": "ADD" });
    expect(JSON.stringify([found, told])).not.toMatch(/hush|\*\*\*\*|PGEvPg/);
  });

  it("says that a value without a reference in state is not compared, and keeps taking it for that", async () => {
    const found = await read(reader, { inputs: profile.news, properties: profile.news });
    expect(found?.inputs).toEqual(profile.news);
    expect(found?.properties).not.toHaveProperty("secretReferenceValueIds");
    expect(warnings()[0]).toContain(
      `("${uri}") has no reference in state; its value is not compared, and counts as unchanged`,
    );
    expect(decrypting()).toEqual([]);
  });

  it("counts as changed what has no reference in Intune any more", async () => {
    put((setting) => ({ ...setting, secretReferenceValueId: "" }));
    expect(await diff(await read())).toMatchObject({ "omaSettings[1].value": "ADD" });
    expect(decrypting()).toEqual([]);
  });

  it("shows a setting that somebody added, without a value", async () => {
    const kept = portalOf(served.tenant).profile(name);
    const [, text] = settingsInIntune();
    const added = { ...text, omaUri: "./Device/New", secretReferenceValueId: "a_b_c" };
    const omaSettings = [...settingsInIntune(), added];
    served.tenant.state.deviceConfigurations.put({ ...kept, omaSettings } as typeof kept);
    expect(await diff(await read())).toEqual({ "omaSettings[4]": "DELETE" });
    expect(warnings()[0]).toContain('("./Device/New") has no reference in state; its value is not compared');
  });

  it("keeps what the program says is secret a secret", async () => {
    const secret = profileInputs([omaSetting("String", new Secret("hush"))], { displayName: "Secret" });
    served.tenant.setPermissions(["DeviceManagementConfiguration.ReadWrite.All"]);
    profile = await makeProfile(await served.anotherPlugin(), secret);
    reader = await readingOnly();
    const found = await read();
    expect(found?.inputs).toEqual(profile.news);
    expect(await diff(found)).toEqual({});
  });
});

describe("with readEncryptedValues false", () => {
  it("a value that the program changed is a change, as with true", async () => {
    const news = await checked(reader, profileUrn, profileInputs([...settings.toSpliced(1, 1), another]));
    expect(Object.keys((await diff(await read(), news)) ?? {})).not.toEqual([]);
  });

  it("an update writes the program's own values and never a mask", async () => {
    await portalOf(served.tenant).setValues(name, { [uri]: "tampered" });
    const found = await read();
    served.tenant.setPermissions(["DeviceManagementConfiguration.ReadWrite.All"]);
    const writer = await served.anotherPlugin({ readEncryptedValues: false });
    const { properties } = await writer.update(profileUrn, profile.id, profile.news, found ?? {});
    expect(decrypting()).toEqual([]);
    const values = settingsInIntune().map(({ value }) => value);
    expect(values).toEqual([true, "text", Buffer.from("<x>ü</x>").toString("base64"), "AAEC"]);
    const after = await read(writer, { inputs: profile.news, properties });
    expect(after?.inputs).toEqual(profile.news);
    expect(decrypting()).toEqual([]);
  });

  it("an update of the description does not make state take for compared what somebody wrote just before", async () => {
    const found = await read();
    await portalOf(served.tenant).setValues(name, { [uri]: "tampered" });
    served.tenant.setPermissions(["DeviceManagementConfiguration.ReadWrite.All"]);
    const writer = await served.anotherPlugin({ readEncryptedValues: false });
    const news = await checked(writer, profileUrn, profileInputs(settings, { description: "new" }));
    const { properties } = await writer.update(profileUrn, profile.id, news, found ?? {});
    const after = await read(writer, { inputs: news, properties });
    expect(await diff(after, news)).toMatchObject({ "omaSettings[1].value": "ADD" });
    expect(settingsInIntune().map(({ value }) => value)).toContain("tampered");
  });

  it("an import of a profile with encrypted values is refused by the setting's name, and one without is not", async () => {
    const { details } = await failureOf(reader.read(profileUrn, `name:${name}`));
    expect(details).toContain(`omaSettings[1].value ("${uri}", "${uri}") is kept encrypted`);
    expect(details).toContain("intune:readEncryptedValues is false");
    expect(decrypting()).toEqual([]);
    put((setting) => (setting.isEncrypted ? { ...setting, ...plain } : setting));
    expect(await reader.read(profileUrn, `name:${name}`)).toMatchObject({ id: profile.id });
  });

  it("a create beside a profile of the name does not take it for its own, and says why", async () => {
    const { details } = await failureOf(reader.create(profileUrn, profile.news));
    expect(details).toContain(
      `${profile.id} (its encrypted values were not compared, since intune:readEncryptedValues is false)`,
    );
    expect(decrypting()).toEqual([]);
  });
});

const plain = {
  "@odata.type": "#microsoft.graph.omaSettingBoolean",
  value: true,
  isEncrypted: false,
  secretReferenceValueId: null,
};

describe("the variable INTUNE_READ_ENCRYPTED_VALUES", () => {
  it("gives the setting where the stack does not", async () => {
    vi.stubEnv("INTUNE_READ_ENCRYPTED_VALUES", "False");
    expect(await read(await served.anotherPlugin())).toMatchObject({ inputs: profile.news });
    expect(decrypting()).toEqual([]);
    const { details } = await failureOf(read(await served.anotherPlugin({ readEncryptedValues: true })));
    expect(details).toContain("DeviceManagementConfiguration.ReadWrite.All");
  });

  it.each(["", undefined])("says nothing as %j: then values are read", async (value) => {
    vi.stubEnv("INTUNE_READ_ENCRYPTED_VALUES", value);
    await failureOf(read(await served.anotherPlugin()));
    expect(decrypting()).not.toEqual([]);
  });

  it("is refused by its name where it is neither true nor false", async () => {
    vi.stubEnv("INTUNE_READ_ENCRYPTED_VALUES", "no");
    const { details } = await failureOf(served.anotherPlugin());
    expect(details).toContain("INTUNE_READ_ENCRYPTED_VALUES) must be true or false");
  });
});
