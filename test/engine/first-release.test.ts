import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { createStack, type Stack } from "./stack.ts";
import { pluginProject } from "./support.ts";

type Recorded = {
  /** As \`pulumi stack export --show-secrets\` printed it, without its secrets provider. */
  state: { version: number; deployment: object };
  profiles: Parameters<Tenant["state"]["deviceConfigurations"]["put"]>[0][];
};

let tenant: Tenant;
let stack: Stack;

/** The program whose state the first release wrote into `first-release/recorded.json`. */
const program = `
const settings = [
  { type: "Boolean", value: "true" }, { type: "Integer", value: "007" },
  { type: "String", value: pulumi.secret("kept secret") },
  { type: "StringXml", value: "<x/>", fileName: "x.xml" }, { type: "Base64", value: "AAE", fileName: "x.bin" },
  { type: "DateTime", value: "2026-01-31T10:00:00+02:00" }, { type: "FloatingPoint", value: 3.14 },
].map((setting) => ({ ...setting, displayName: setting.type, omaUri: "./Device/" + setting.type }));
const profile = new WindowsCustomConfiguration("profile", {
  displayName: "Every kind", description: "", omaSettings: settings, roleScopeTagIds: ["0"],
});
new DeviceConfigurationAssignments("assigned", { configurationId: profile.id, targets: [
  { type: "allUsers" },
  { type: "group", groupId: "6f1c2b3a-4d5e-4f60-8a9b-0c1d2e3f4a01",
    filterId: "9a4b5c6d-7e8f-4a0b-9c1d-2e3f4a5b6c01", filterMode: "exclude" },
  { type: "exclusionGroup", groupId: "6f1c2b3a-4d5e-4f60-8a9b-0c1d2e3f4a02" },
] });
const plain = new WindowsCustomConfiguration("plain", { displayName: "Plain", omaSettings: [
  { displayName: "b", omaUri: "./Device/B", type: "Boolean", value: false }] });
new DeviceConfigurationAssignments("everywhere", { configurationId: plain.id, targets: [{ type: "allDevices" }] });`;

beforeAll(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env, files: pluginProject(program) });
  const recording = path.join(import.meta.dirname, "first-release", "recorded.json");
  const { state, profiles }: Recorded = JSON.parse(await readFile(recording, "utf8"));
  for (const profile of profiles) {
    tenant.state.deviceConfigurations.put(profile);
  }
  const deployment = { ...state.deployment, secrets_providers: await secretsProvider() };
  await writeFile(path.join(stack.directory, "state.json"), JSON.stringify({ ...state, deployment }));
  await run("stack", "import", "--file", "state.json");
});

afterAll(async () => {
  await stack.close();
  await tenant.close();
});

/** The one of this stack, since secrets in the recording are in the clear. */
async function secretsProvider() {
  const settings = await readFile(path.join(stack.directory, "Pulumi.dev.yaml"), "utf8");
  const [, salt] = /encryptionsalt: (.*)/.exec(settings) ?? [];
  return { type: "passphrase", state: { salt } };
}

async function run(...args: string[]): Promise<string> {
  const ended = await stack.run(args);
  expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0 });
  return ended.stdout;
}

it("the state of the first release previews empty, before and after this one has refreshed it", async () => {
  await run("preview", "--expect-no-changes");
  expect(await run("up", "--yes", "--skip-preview")).toContain("5 unchanged");
  expect(await run("stack", "export")).toContain("__stateVersion");
  await run("preview", "--expect-no-changes");
});

it("the state of the first release is changed and destroyed by this one", async () => {
  const renamed = pluginProject(program.replace('"Plain"', '"Renamed"'))["index.ts"];
  await writeFile(path.join(stack.directory, "index.ts"), renamed ?? "");
  expect(await run("up", "--yes", "--skip-preview")).toContain("~ 1 updated");
  const ours = () =>
    tenant.state.deviceConfigurations
      .all()
      .flatMap(({ displayName }) => (/^(Every|Renamed)/.test(displayName) ? [displayName] : []));
  expect(ours().toSorted()).toEqual(["Every kind", "Renamed"]);
  await run("destroy", "--yes", "--skip-preview");
  expect(ours()).toEqual([]);
});
