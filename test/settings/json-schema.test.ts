import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { settingPatterns } from "../../settings/examples.ts";
import { stackFileSchema } from "../../settings/json-schema/stack-file.ts";
import { readDocument, trackedFiles } from "../documents.ts";
import { parse, startProject } from "./parse.ts";
import { marksIn, settingsIn, takes } from "./stack-file.ts";
import { validParts, validSettings } from "./valid-settings.ts";

beforeEach(startProject);

const repository = path.join(import.meta.dirname, "../..");
const stackFiles = trackedFiles("Pulumi.*.yaml", "**/Pulumi.*.yaml");
const withSettings = (settings: object) => ({
  config: Object.fromEntries(Object.entries(settings).map(([key, value]) => [`pin-reset:${key}`, value])),
});

/** Every node of a schema that describes a key, by the path of the key: `pin-reset:assignments.groups[].filter`. */
function keysOf(schema: object, at = ""): [string, object][] {
  const [then, otherwise] = [Reflect.get(schema, "then"), Reflect.get(schema, "else")];
  const properties = Object.entries<object>(Object(Reflect.get(schema, "properties")));
  const items = Reflect.get(schema, "items");
  return [
    ...properties.flatMap(([key, value]): [string, object][] => {
      const name = at === "" ? key : `${at}.${key}`;
      return [[name, value], ...keysOf(value, name)];
    }),
    ...(items ? [[`${at}[]`, items] as [string, object], ...keysOf(items, `${at}[]`)] : []),
    ...[then, otherwise].flatMap((each) => (each ? keysOf(each, at) : [])),
  ];
}

const { config } = stackFileSchema().properties as { config: { properties: object } };
const keys = keysOf({ properties: config.properties });
const ofProject = keys.filter(([key]) => key.startsWith("pin-reset:"));

describe("settings/stack.schema.json", () => {
  it("is what the code makes", () => {
    expect(JSON.parse(readDocument("settings/stack.schema.json"))).toEqual(stackFileSchema());
  });

  it("has every setting with a description, and each that holds a value with an example", () => {
    const names = ofProject.map(([key]) => key.replace("pin-reset:", ""));
    expect(names).toEqual(expect.arrayContaining([...settingPatterns]));
    const lacking = (what: string) => ofProject.filter(([, schema]) => !Reflect.has(schema, what));
    expect(lacking("description").map(([key]) => key)).toEqual([]);
    const isMapping = (key: string) => names.some((name) => name.startsWith(`${key}.`));
    const holdValues = lacking("examples").map(([key]) => key.replace("pin-reset:", ""));
    expect(holdValues.filter((key) => !isMapping(key))).toEqual([]);
  });

  it("has the default of every setting that docs/settings.md gives one", () => {
    const rows = readDocument("docs/settings.md").matchAll(/^\| `([\w.]+)` +\| [^|]+\| `([^`]+)`/gm);
    const ofSection = (name: string) =>
      ofProject.filter(([key]) => key === `pin-reset:${name}` || key.endsWith(`.${name}`));
    for (const [, name = "", written = ""] of rows) {
      const defaults = ofSection(name).map(([, schema]) => Reflect.get(schema, "default"));
      if (name !== "schedule.time" && name !== "schedule.useUtc") {
        expect(defaults, name).toContainEqual(parseYaml(written));
      }
    }
  });

  it("has examples that it takes itself", () => {
    const examples = keys.flatMap(([key, schema]) =>
      [Reflect.get(schema, "examples") ?? []].flat().map((value) => ({ key, schema, value })),
    );
    const refused = examples.filter(({ schema, value }) => !takes(schema, value));
    expect(refused.map(({ key, value }) => `${key}: ${value}`)).toEqual([]);
    expect(examples.length).toBeGreaterThan(60);
  });

  it("knows each setting of the azuread provider that is installed", () => {
    const types = readFileSync(
      path.join(repository, "node_modules/@pulumi/azuread/config/vars.d.ts"),
      "utf8",
    );
    const names = [...types.matchAll(/export declare const (\w+):/g)].map(([, name]) => `azuread:${name}`);
    const known = keys.map(([key]) => key).filter((key) => key.startsWith("azuread:"));
    expect(known).toEqual(names.sort());
  });

  it.each(stackFiles)("takes %s, which names the schema in its first line", (file) => {
    const text = readDocument(file);
    expect(marksIn(parseYaml(text))).toEqual([]);
    const [, named = ""] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
    expect(path.join(path.dirname(file), named)).toBe("settings/stack.schema.json");
  });

  it("takes the settings in each document", () => {
    const found = trackedFiles("*.md").flatMap(settingsIn);
    expect(found.length).toBeGreaterThan(3);
    expect(found.flatMap(({ at, file }) => marksIn(file).map((mark) => `${at}: ${mark}`))).toEqual([]);
  });

  it("is what .vscode/settings.json has for the files", () => {
    const { "yaml.schemas": schemas } = JSON.parse(readDocument(".vscode/settings.json"));
    expect(schemas).toMatchObject({ "./settings/stack.schema.json": ["Pulumi.*.yaml"] });
    expect(trackedFiles(...Object.keys(schemas))).toHaveLength(Object.keys(schemas).length);
  });

  it("takes all that the program takes", () => {
    fc.assert(
      fc.property(validSettings, validParts, (settings, parts) => {
        const all = { ...settings, ...parts };
        fc.pre("settings" in parse(all));
        expect(marksIn(withSettings(all))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("an editor takes", () => {
  it.each([
    "readiness: true",
    'readiness: "false"',
    "consent: { clientScopes: [], serviceScopes: [] }",
    "assignments: { groups: [4711, { group: 4712 }], allUsers: false }",
    'assignments: \'{"groups": ["Windows devices"]}\'',
    'tenantId: ""',
    "tenantId: { secure: v1:abc }",
    "profile: { secure: v1:abc }",
    "profile: { displayName: { secure: v1:abc }, kind: { secure: v1:abc } }",
    "profile: { webSignInAllowedUrls: [{ secure: v1:abc }] }",
    "assignments: { groups: [{ secure: v1:abc }, { group: { secure: v1:abc } }] }",
  ])("pin-reset:%s", (written) => {
    expect(marksIn({ config: parseYaml(`pin-reset:${written}`) })).toEqual([]);
  });

  it.each([
    "config:",
    "config: { intune:allowUndocumentedCloud: true }",
    'config: { intune:allowUndocumentedCloud: "true", intune:retryTimeoutSeconds: "60" }',
    "config: { intune:clientSecret: { secure: v1:abc }, azuread:useOidc: true }",
    "config: { azure-native:subscriptionId: x, pulumi:tags: { a: b } }",
    "environment: [shared]\nsecretsprovider: passphrase\nencryptionsalt: v1:abc",
  ])("%s", (written) => {
    expect(marksIn(parseYaml(written))).toEqual([]);
  });
});

describe("an editor marks", () => {
  it.each([
    ["profil: {}", "", "profil"],
    ["profile: { displayname: x }", "/pin-reset:profile", "displayname"],
    ["profile: { kind: catalog }", "/pin-reset:profile/kind", "allowed values"],
    [
      "profile: { allowOtherProfiles: { secure: v1:abc } }",
      "/pin-reset:profile/allowOtherProfiles",
      "boolean",
    ],
    ["profile: { roleScopeTagIds: [Default] }", "/pin-reset:profile/roleScopeTagIds/0", "pattern"],
    ["profile: { roleScopeTagIds: [] }", "/pin-reset:profile/roleScopeTagIds", "fewer than 1"],
    [
      "profile: { webSignInAllowedUrls: ['https://x.y'] }",
      "/pin-reset:profile/webSignInAllowedUrls/0",
      "pattern",
    ],
    ["tenantId: '{3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90}'", "/pin-reset:tenantId", "pattern"],
    ["assignments: {}", "/pin-reset:assignments", "groups"],
    ["assignments: { groups: [] }", "/pin-reset:assignments", "NOT be valid"],
    ["assignments: { groups: [''] }", "/pin-reset:assignments/groups/0", "pattern"],
    ["assignments: { groups: Windows devices }", "/pin-reset:assignments/groups", "array"],
    ["assignments: { groups: [{ grup: x }] }", "/pin-reset:assignments/groups/0", "grup"],
    [
      "assignments: { groups: [{ group: x, filter: { id: x, mode: include } }] }",
      "/pin-reset:assignments/groups/0/filter/id",
      "pattern",
    ],
    ["assignments: { allUsers: yes }", "/pin-reset:assignments/allUsers", "object"],
    ["readiness: { schedule: { interval: 24 } }", "/pin-reset:readiness/schedule/interval", "23"],
    ["readiness: { schedule: { time: '9:00' } }", "/pin-reset:readiness/schedule/time", "pattern"],
    [
      "passcodeVault: { name: kv-1, resourceGroup: rg, location: westeurope }",
      "/pin-reset:passcodeVault",
      "writers",
    ],
    [
      "passcodeVault: { name: kv-1, resourceGroup: rg, location: x, writers: [] }",
      "/pin-reset:passcodeVault/writers",
      "fewer than 1",
    ],
    [
      "passcodeVault: { name: kv-1, resourceGroup: rg, writers: [x] }",
      "/pin-reset:passcodeVault",
      "property 'location'",
    ],
    ["pipelineIdentity: { resourceGroup: rg, location: x }", "/pin-reset:pipelineIdentity", "github"],
  ])("pin-reset:%s", (written, at, what) => {
    const marks = marksIn({ config: parseYaml(`pin-reset:${written}`) });
    expect(marks.join("\n")).toContain(what);
    expect(marks.filter((mark) => !mark.startsWith(`/config${at}`))).toEqual([]);
    expect(marks.some((mark) => mark.startsWith(`/config${at} `))).toBe(true);
  });

  it.each([
    ["configuration: {}", "/ must NOT have additional properties configuration"],
    ["config: { intune:tenant: x }", "/config must NOT have additional properties intune:tenant"],
    ["config: { azuread:tenant: x }", "/config must NOT have additional properties azuread:tenant"],
    ["config: { tenantId: x }", "/config must NOT have additional properties tenantId"],
    ["config: { intune:useOidc: yes }", "/config/intune:useOidc must be equal to one of the allowed values"],
    ["config: { intune:clientSecret: abc }", "/config/intune:clientSecret must be object"],
  ])("%s", (written, mark) => {
    expect(marksIn(parseYaml(written))).toEqual([mark]);
  });
});
