import { spawnSync } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import type { Tenant } from "../../tenant/server.ts";
import { type BadInput, expectNoTrace, hush, type Refusals, startRefusals } from "./bad-input.ts";
import { repository } from "./stack.ts";

let refusals: Refusals;

beforeAll(async () => {
  refusals = await startRefusals("plugin");
});

afterAll(() => refusals.close());

const profileOf = (omaSettings: string) =>
  `new WindowsCustomConfiguration("profile", { displayName: "Profile", omaSettings: ${omaSettings} });`;
const node = 'displayName: "b", omaUri: "./Device/B"';
const good = `{ ${node}, type: "Boolean", value: true }`;
const assignedTo = (target: string) =>
  `new DeviceConfigurationAssignments("assigned", { configurationId: "${seeded.groups.kiosks}", targets: [${target}] });`;

const makeAnother = ({ asAdministrator }: Tenant) =>
  asAdministrator("POST", "/v1.0/deviceManagement/deviceConfigurations", {
    "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
    displayName: "Profile",
    omaSettings: [],
  });

/** Every other fault of the inputs is in test/intune/check.test.ts. */
const inputs: BadInput[] = [
  {
    name: "an OMA-URI that stands twice",
    program: profileOf(`[${good}, ${good}]`),
    names: "omaSettings[1].omaUri",
    hint: "is the OMA-URI of omaSettings[0] too; a profile may set each node once",
  },
  {
    name: "a secret value that is none of its type, without showing it",
    program: profileOf(`[{ ${node}, type: "Base64", value: pulumi.secret(${JSON.stringify(hush)}) }]`),
    names: "omaSettings[0].value",
    hint: "must be base64 text, since type is Base64",
  },
  {
    name: "a secret of the wrong type, without showing it",
    program: profileOf(`pulumi.secret(${JSON.stringify(hush)})`),
    names: "resource 'profile' has a problem: omaSettings",
    hint: "must be of type array",
  },
  {
    name: "assignments of a profile that there is not",
    program: assignedTo('{ type: "allDevices" }'),
    names: `/deviceManagement/deviceConfigurations/${seeded.groups.kiosks}/assignments: 404`,
    hint: "Check the id in it, and that the sign-in is to the tenant that has it.",
  },
  {
    name: "a profile of the same name that differs",
    program: profileOf(`[${good}]`),
    arrange: makeAnother,
    names: 'Intune already has a custom profile named "Profile"',
    hint: "pulumi import --file FILE",
  },
  {
    name: "a setting that the provider does not have",
    config: { "intune:foo": "x" },
    program: profileOf(`[${good}]`),
    names: "intune:foo is not a setting of this provider",
    hint: "Remove it with `pulumi config rm intune:foo`",
  },
  {
    name: "a time that is no number",
    config: { "intune:retryTimeoutSeconds": "soon" },
    program: profileOf(`[${good}]`),
    names: "intune:retryTimeoutSeconds",
    hint: "must be a number",
  },
];

describe("pulumi up with the Intune plugin alone", () => {
  it.each(inputs)("refuses $name", (input) => refusals.expectRefusal(input));
});

describe("a Node that is too old", () => {
  const old = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.0.0'})";

  it.each([
    ["intune/pulumi-resource-intune", "The intune plugin"],
    ["stand-ins/azuread/pulumi-resource-azuread", "The stand-in for the azuread plugin"],
    ["cli/pin-reset.js", "pin-reset"],
  ])("makes %s say in one line which is needed, and do nothing", (file, name) => {
    const run = spawnSync(process.execPath, ["--import", old, path.join(repository, file)], {
      encoding: "utf8",
    });
    expect([run.status, run.stdout]).toEqual([1, ""]);
    expect(run.stderr.trim().split("\n")).toHaveLength(1);
    expect(run.stderr).toContain(`${name} needs Node.js 22.18 or newer`);
    expect(run.stderr).toMatch(/use `npm run (pulumi|pin-reset) --`, which brings its own/);
    expectNoTrace(run.stderr);
  });
});
