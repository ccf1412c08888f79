import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { type Portal, portalOf } from "../intune/support/portal.ts";
import { createStack, type Stack } from "./stack.ts";
import { plannedSteps, pluginProject, type Step, succeed } from "./support.ts";

const xml = '<?xml version="1.0"?>\n<ä b="€ & 😀"/>\n';

/** Values as a program may give them, which is not how Graph gives them back. */
const values = [
  { name: "true in words", type: "Boolean", value: "true" },
  { name: "false", type: "Boolean", value: false },
  { name: "leading zeros", type: "Integer", value: "007" },
  { name: "zero with a sign", type: "Integer", value: "-0" },
  { name: "the least integer", type: "Integer", value: -2147483648 },
  { name: "the greatest integer", type: "Integer", value: 2147483647 },
  { name: "text", type: "String", value: " line\r\nline\t€ 😀 " },
  { name: "empty text", type: "String", value: "" },
  { name: "text like a number", type: "String", value: "007" },
  { name: "xml", type: "StringXml", value: xml, fileName: "ä.xml" },
  { name: "xml without a file", type: "StringXml", value: "<x/>" },
  { name: "base64 without padding", type: "Base64", value: "AAE", fileName: "a.bin" },
  { name: "base64 in lines", type: "Base64", value: "AAEC\nAwQF\n" },
  { name: "another time zone", type: "DateTime", value: "2026-01-31T01:00:00+02:00" },
  { name: "a fraction of a second", type: "DateTime", value: "2026-01-31T08:00:00.5000000Z" },
  { name: "single precision", type: "FloatingPoint", value: 3.14 },
  { name: "a small number", type: "FloatingPoint", value: 1e-7 },
  { name: "digits past single precision", type: "FloatingPoint", value: "0.1234567890123" },
];

const group = { type: "group", groupId: seeded.groups.windowsDevices };
const exclusionGroup = { type: "exclusionGroup", groupId: seeded.groups.kiosks.toUpperCase() };
const [include, exclude] = ["include", "exclude"].map((filterMode) => ({
  filterId: seeded.assignmentFilters.corporate,
  filterMode,
}));

const targets = [
  { name: "a group", targets: [group] },
  { name: "an excluded group", targets: [exclusionGroup] },
  { name: "all devices", targets: [{ type: "allDevices" }] },
  { name: "all users", targets: [{ type: "allUsers" }] },
  { name: "a group with a filter to include", targets: [{ ...group, ...include }] },
  { name: "a group with a filter to exclude", targets: [{ ...group, ...exclude }] },
  { name: "all devices with a filter", targets: [{ type: "allDevices", ...include }] },
  { name: "all users with a filter", targets: [{ type: "allUsers", ...exclude }] },
  { name: "several targets", targets: [{ type: "allUsers" }, exclusionGroup, group] },
  { name: "nobody", targets: [] },
];

const program = `
for (const { name: displayName, ...setting } of ${JSON.stringify(values)}) {
  new WindowsCustomConfiguration(displayName, { displayName, description: "", omaSettings: [
    { displayName, description: "", omaUri: "./Device/Value", ...setting }] });
}
for (const { name, targets } of ${JSON.stringify(targets)}) {
  const profile = new WindowsCustomConfiguration("for " + name, { displayName: "For " + name, omaSettings: [
    { displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true }], roleScopeTagIds: ["1", "0"] });
  new DeviceConfigurationAssignments(name, { configurationId: profile.id, targets });
}`;

/** Another value of each type, in Graph's form. */
const otherValues: Record<string, unknown> = {
  Boolean: undefined,
  Integer: 42,
  String: "theirs",
  StringXml: Buffer.from("<theirs/>").toString("base64"),
  Base64: "/w==",
  DateTime: "2020-01-01T00:00:00Z",
  FloatingPoint: 2.5,
};

const steps: Record<string, Record<string, Step>> = {};
const codes: Record<string, number | null> = {};
const healed: Record<string, unknown> = {};
const declared: Record<string, unknown> = {};

let tenant: Tenant;
let portal: Portal;
const stacks: Stack[] = [];

async function newStack(): Promise<Stack> {
  const stack = await createStack({ env: tenant.env, files: pluginProject(program) });
  stacks.push(stack);
  return stack;
}

async function look(moment: string, stack: Stack): Promise<void> {
  const seen = await plannedSteps(stack);
  steps[moment] = seen.steps;
  codes[moment] = seen.code;
}

/** Everything that the program declares, as the tenant has it; ids and references aside. */
function contents(kept: Record<string, unknown>): void {
  for (const { name } of values) {
    kept[name] = portal.profile(name).omaSettings?.map(({ value }) => value);
  }
  for (const { name } of targets) {
    kept[name] = portal.profile(`For ${name}`).assignments.map(({ target }) => target);
  }
}

async function tamper(): Promise<void> {
  for (const { name, type, value } of values) {
    await portal.setValues(name, { "./Device/Value": otherValues[type] ?? value === false });
  }
  for (const { name } of targets) {
    await portal.assign(`For ${name}`, [{ type: "groupAssignmentTarget", groupId: seeded.groups.helpdesk }]);
  }
}

/** What `pulumi import --file` takes, for every resource of the program. */
async function importAll(stack: Stack): Promise<void> {
  const resource = (type: string, name: string, displayName: string) => ({
    type: `intune:index:${type}`,
    name,
    id: portal.profile(displayName).id,
  });
  const resources = [
    ...values.map(({ name }) => resource("WindowsCustomConfiguration", name, name)),
    ...targets.map(({ name }) => resource("WindowsCustomConfiguration", `for ${name}`, `For ${name}`)),
    ...targets.map(({ name }) => resource("DeviceConfigurationAssignments", name, `For ${name}`)),
  ];
  await writeFile(path.join(stack.directory, "import.json"), JSON.stringify({ resources }));
  const options = ["--yes", "--protect=false", "--generate-code=false"];
  await succeed(stack, "import", "--file", "import.json", ...options);
}

beforeAll(async () => {
  tenant = await startTenant();
  portal = portalOf(tenant);
  const stack = await newStack();
  await succeed(stack, "up", "--yes", "--skip-preview");
  contents(declared);
  await look("up", stack);
  await succeed(stack, "refresh", "--yes");
  await look("refresh", stack);
  await tamper();
  await look("tampering", stack);
  await succeed(stack, "up", "--yes", "--skip-preview");
  contents(healed);
  await look("heal", stack);
  const importing = await newStack();
  await importAll(importing);
  await look("import", importing);
});

afterAll(async () => {
  for (const stack of stacks) {
    await stack.close();
  }
  await tenant.close();
});

const moments = ["up", "refresh", "heal", "import"];
const rows = [
  ...values.map(({ name, type }) => ({ kind: type, name })),
  ...targets.map(({ name }) => ({ kind: "assignments to", name })),
];

describe.each(moments)("a preview right after %s", (moment) => {
  it("is empty", () => expect(codes[moment]).toBe(0));

  it.each(rows)("has no drift of $kind $name", ({ name }) => {
    expect(steps[moment]?.[name]).toMatchObject({ op: "same" });
  });
});

describe("what an administrator changed", () => {
  it.each(rows)("is drift of $kind $name, and as declared once healed", ({ name }) => {
    expect(steps.tampering?.[name]).toMatchObject({ op: "update" });
    expect(healed[name]).toEqual(declared[name]);
  });
});
