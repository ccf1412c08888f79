import { describe, expect, it } from "vitest";
import { unmarkSecrets } from "../../provider/paths.ts";
import { type PropertyMap, Secret } from "../../provider/values.ts";
import { type Portal, portalOf, written, writtenAgain } from "./support/portal.ts";
import {
  driftOf,
  makeProfile,
  omaSetting,
  profileInputs,
  profileUrn,
  serveIntune,
} from "./support/served.ts";

const served = serveIntune();
const portal = (): Portal => portalOf(served.tenant);
const name = "PIN recovery";

const base64 = (text: string, encoding: BufferEncoding = "utf8") =>
  Buffer.from(text, encoding).toString("base64");
const only = () => portal().profile(name);

/** Puts settings straight into the tenant: what Graph would refuse today may have been written in another year. */
function putSettings(omaSettings: unknown) {
  const kept = only();
  served.tenant.state.deviceConfigurations.put({ ...kept, omaSettings } as typeof kept);
}

const declared = profileInputs([
  omaSetting("Boolean", true),
  omaSetting("String", "text"),
  omaSetting("StringXml", "<x/>"),
  omaSetting("Base64", "AAEC"),
]);

const values = () =>
  Object.fromEntries((only().omaSettings ?? []).map(({ omaUri, value }) => [omaUri, value]));
const intact = {
  "./Device/Boolean": true,
  "./Device/String": "text",
  "./Device/StringXml": base64("<x/>"),
  "./Device/Base64": "AAEC",
};

describe("a mask", () => {
  it.each(["text", "base64"] as const)(
    "never drifts, and is never written over a value by a change of a description (XML behind it as %s)",
    async (form) => {
      served.tenant.state.settings.plainTextOfXml = form;
      const { id, news, state } = await makeProfile(served.plugin, declared);
      expect(await driftOf(served.plugin, { id, news, state })).toEqual({});
      const imported = await served.plugin.read(profileUrn, id);
      const read = unmarkSecrets(imported?.inputs ?? {}).omaSettings as PropertyMap[];
      expect(read.map(({ value }) => value)).toEqual([true, "text", "<x/>", "AAEC"]);
      const [first, ...others] = read;
      const described = { ...news, omaSettings: [{ ...first, description: "new" }, ...others] };
      await served.plugin.update(profileUrn, id, described, { inputs: {}, properties: {}, ...imported });
      expect(values()).toEqual(intact);
      expect(only().omaSettings?.[0]?.description).toBe("new");
    },
  );

  it("is told by isEncrypted, not by its text: what a backup tool stored in place of the values is drift", async () => {
    const { id, news, state } = await makeProfile(served.plugin, declared);
    await portal().setValues(name, {
      "./Device/String": "****",
      "./Device/StringXml": "PGEvPg==",
      "./Device/Base64": "PGEvPg==",
    });
    const drift = Object.fromEntries([1, 2, 3].map((index) => [`omaSettings[${index}].value`, "UPDATE"]));
    expect(await driftOf(served.plugin, { id, news, state })).toEqual(drift);
    const found = await served.plugin.read(profileUrn, id, state);
    await served.plugin.update(profileUrn, id, news, { inputs: {}, properties: {}, ...found });
    expect(values()).toEqual(intact);
  });

  it("that is the value itself is not imported, by an error that names profile, setting and what to do", async () => {
    const id = await portal().make(name, { omaSettings: [written("String", "./Device/S", "****")] });
    const failure = served.plugin.read(profileUrn, id);
    await expect(failure).rejects.toThrow(`The profile "${name}" (${id}) cannot be imported as it is`);
    await expect(failure).rejects.toThrow(
      'omaSettings[0].value ("./Device/S", "./Device/S") must not be ****',
    );
    await expect(failure).rejects.toThrow("Set it right in the Intune admin center, and import again");
  });

  it("in v1.0, which does not say that it is one, is read again from beta", async () => {
    const { id, news, state } = await makeProfile(
      served.plugin,
      profileInputs([omaSetting("Boolean", true)]),
    );
    const again = [...writtenAgain(only()), written("StringXml", "./Device/X", base64("<x/>"))];
    await portal().change(name, { omaSettings: again });
    served.tenant.requests.clear();
    const found = await served.plugin.read(profileUrn, id, state);
    expect(found?.inputs.omaSettings).toEqual([
      ...(news.omaSettings as PropertyMap[]),
      { displayName: "./Device/X", omaUri: "./Device/X", type: "StringXml", value: new Secret("<x/>") },
    ]);
    expect(served.requests().map(({ target }) => target.split("/")[1])).toEqual(["v1.0", "beta", "beta"]);
  });
});

describe("a value behind a mask", () => {
  it("is secret at each setting of a node that stands twice, known to the program or not", async () => {
    const secret = profileInputs([omaSetting("String", new Secret("hush")), omaSetting("Boolean", true)]);
    const { id, state } = await makeProfile(served.plugin, secret);
    const [first, second] = only().omaSettings ?? [];
    const added = { ...first, omaUri: "./Device/Added" };
    putSettings([first, first, second, added, added]);
    const found = await served.plugin.read(profileUrn, id, state);
    const read = found?.inputs.omaSettings as PropertyMap[];
    const values = read.map(({ value }) => value);
    expect(values).toEqual([
      new Secret("hush"),
      new Secret("hush"),
      true,
      new Secret("hush"),
      new Secret("hush"),
    ]);
  });
});

const boolean = written("Boolean", "./Device/Boolean", true);

const oddities: Record<string, { settings: unknown; import: "faithful" | RegExp }> = {
  "an OMA-URI without ./": {
    settings: [{ ...boolean, omaUri: "/oma/custom3" }],
    import: /omaSettings\[0\]\.omaUri \("\.\/Device\/Boolean", "\/oma\/custom3"\) must be an OMA-URI/,
  },
  "an OMA-URI without a scope": { settings: [{ ...boolean, omaUri: "./Vendor/MSFT/X" }], import: "faithful" },
  "an OMA-URI with inner blanks": {
    settings: [{ ...boolean, omaUri: "./Device/MS DM Server" }],
    import: "faithful",
  },
  "an OMA-URI with a line feed": {
    settings: [{ ...boolean, omaUri: "./Device/A\n" }],
    import: /a line break/,
  },
  "an OMA-URI with a trailing blank": {
    settings: [{ ...boolean, omaUri: "./Device/A " }],
    import: /end with a blank/,
  },
  "an empty list": { settings: [], import: /omaSettings must have at least one setting/ },
  "no list": { settings: null, import: /omaSettings must have at least one setting/ },
  "something else than a list": { settings: { a: 1 }, import: /omaSettings must be of type array/ },
  "1,001 settings": {
    settings: Array.from({ length: 1001 }, (_, index) => ({ ...boolean, omaUri: `./Device/${index}` })),
    import: /at most 1000 settings/,
  },
  "a node twice": {
    settings: [boolean, { ...boolean, value: false }],
    import: /is the OMA-URI of omaSettings\[0\] too/,
  },
  "a node twice, in other case": {
    settings: [boolean, { ...boolean, omaUri: "./device/BOOLEAN" }],
    import: /too but for upper and lower case/,
  },
  "a type that nobody knows": {
    settings: [{ ...boolean, "@odata.type": "#microsoft.graph.omaSettingGuid" }],
    import: /omaSettings\[0\]\.type \(.*\) must be one of Boolean/,
  },
  "a value of another type": {
    settings: [{ ...boolean, value: "true" }],
    import: /omaSettings\[0\]\.value .* is not of/,
  },
  "a setting without a name": {
    settings: [{ ...boolean, displayName: null }],
    import: /displayName .* is required/,
  },
  "a setting that is null": { settings: [null], import: /omaSettings\[0\] must be of type object/ },
  "XML in UTF-16": {
    settings: [
      {
        ...boolean,
        "@odata.type": "#microsoft.graph.omaSettingStringXml",
        value: base64("\ufeff<x/>", "utf16le"),
      },
    ],
    import: /another encoding than UTF-8/,
  },
  "XML with CRLF and U+F000": {
    settings: [
      {
        ...boolean,
        "@odata.type": "#microsoft.graph.omaSettingStringXml",
        value: base64("<x>\r\n\uf000</x>"),
      },
    ],
    import: "faithful",
  },
  "a DateTime with seven digits": {
    settings: [
      {
        ...boolean,
        "@odata.type": "#microsoft.graph.omaSettingDateTime",
        value: "2026-01-31T08:00:00.1234567Z",
      },
    ],
    import: "faithful",
  },
};

describe("what an administrator or a tool wrote:", () => {
  it.each(Object.entries(oddities))(
    "%s is drift, and is brought back, or deleted",
    async (_what, { settings }) => {
      const { id, news, state } = await makeProfile(
        served.plugin,
        profileInputs([omaSetting("Boolean", true)]),
      );
      putSettings(settings);
      expect(await driftOf(served.plugin, { id, news, state })).not.toEqual({});
      const found = await served.plugin.read(profileUrn, id, state);
      const { properties } = await served.plugin.update(profileUrn, id, news, { ...state, ...found });
      expect(await driftOf(served.plugin, { id, news, state: { inputs: news, properties } })).toEqual({});
      putSettings(settings);
      await served.plugin.delete(profileUrn, id, { ...state, ...found });
      expect(portal().named(name)).toEqual([]);
    },
  );

  it.each(Object.entries(oddities))("%s is imported faithfully, or refused by name", async (_what, odd) => {
    const { id } = await makeProfile(served.plugin, profileInputs([omaSetting("Boolean", true)]));
    putSettings(odd.settings);
    if (odd.import !== "faithful") {
      const failure = served.plugin.read(profileUrn, id);
      await expect(failure).rejects.toThrow(odd.import);
      await expect(failure).rejects.toThrow(`The profile "${name}" (${id}) cannot be imported as it is`);
      return;
    }
    const found = await served.plugin.read(profileUrn, id);
    const { inputs, issues } = await served.plugin.check(profileUrn, found?.inputs ?? {});
    expect({ inputs, issues }).toEqual({ inputs: found?.inputs, issues: [] });
    const described = { ...inputs, description: "new" };
    await served.plugin.update(profileUrn, id, described, { inputs: {}, properties: {}, ...found });
    const kept = (odd.settings as PropertyMap[]).map(({ omaUri, value }) => ({ omaUri, value }));
    expect(only()).toMatchObject({ description: "new", omaSettings: kept });
  });
});
