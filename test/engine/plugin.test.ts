import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { createStack, type Stack } from "./stack.ts";
import { pluginProgram, pluginProject } from "./support.ts";

let tenant: Tenant;
let stack: Stack;

beforeAll(async () => {
  tenant = await startTenant();
});

afterAll(() => tenant.close());

beforeEach(async () => {
  await tenant.reset();
  stack = await createStack({ env: tenant.env, files: pluginProject("") });
});

afterEach(async () => {
  tenant.faults.clear();
  await stack.close();
});

const write = (program: string) => writeFile(path.join(stack.directory, "index.ts"), pluginProgram(program));

async function run(...args: string[]): Promise<string> {
  const ended = await stack.run(args);
  expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0 });
  return ended.stdout;
}

const up = () => run("up", "--yes", "--skip-preview");
const noChanges = () => run("preview", "--expect-no-changes");
const configurations = "/beta/deviceManagement/deviceConfigurations";

async function makeByHand(displayName: string): Promise<string> {
  const { body } = await tenant.asAdministrator("POST", configurations, {
    "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
    displayName,
    omaSettings: [
      {
        "@odata.type": "#microsoft.graph.omaSettingBoolean",
        displayName: "b",
        omaUri: "./Device/B",
        value: false,
      },
      {
        "@odata.type": "#microsoft.graph.omaSettingString",
        displayName: "s",
        omaUri: "./Device/S",
        value: "hush",
      },
    ],
  });
  const { id } = body as { id: string };
  await tenant.asAdministrator("POST", `${configurations}/${id}/assign`, {
    assignments: [{ target: { "@odata.type": "#microsoft.graph.allDevicesAssignmentTarget" } }],
  });
  return id;
}

const handMade = `
const profile = new WindowsCustomConfiguration("profile", { displayName: "Hand", omaSettings: [
  { displayName: "s", omaUri: "./Device/S", type: "String", value: "hush" },
  { displayName: "b", omaUri: "./Device/B", type: "Boolean", value: false },
] });
new DeviceConfigurationAssignments("assigned", { configurationId: profile.id, targets: [{ type: "allDevices" }] });`;

describe("the Intune plugin on the engine", () => {
  it.each(["its id", "name:Hand"])(
    "imports a hand-made profile by %s, and its assignments, with no change after",
    async (by) => {
      const id = await makeByHand("Hand");
      await write(handMade);
      const types = ["WindowsCustomConfiguration", "DeviceConfigurationAssignments"].map(
        (type) => `intune:index:${type}`,
      );
      const options = ["--yes", "--protect=false", "--generate-code=false"];
      const imported = await run("import", types[0] ?? "", "profile", by === "its id" ? id : by, ...options);
      expect(imported).not.toContain("hush");
      await run("import", types[1] ?? "", "assigned", id, ...options);
      await noChanges();
      expect(await stateText()).not.toContain("hush");
    },
  );

  it("refuses to import by a name that two profiles have, and lists their ids", async () => {
    const ids = [await makeByHand("Twice"), await makeByHand("Twice")];
    const ended = await stack.run([
      "import",
      "intune:index:WindowsCustomConfiguration",
      "p",
      "name:Twice",
      "--yes",
    ]);
    expect(ended.code).not.toBe(0);
    for (const id of ids) {
      expect(ended.stdout + ended.stderr).toContain(id);
    }
  });

  it("keeps a secret value out of state, preview, and a diff of what an administrator made of it", async () => {
    const program = (
      value: string,
    ) => `new WindowsCustomConfiguration("p", { displayName: "Secret", omaSettings: [
      { displayName: "s", omaUri: "./Device/S", type: "String", value: pulumi.secret(${JSON.stringify(value)}) }] });`;
    await write(program("hush-one"));
    const printed = [await run("preview", "--diff"), await up()];
    const [profile] = tenant.state.deviceConfigurations
      .all()
      .filter(({ displayName }) => displayName === "Secret");
    await tenant.asAdministrator("PATCH", `${configurations}/${profile?.id}`, {
      "@odata.type": profile?.["@odata.type"],
      omaSettings: [
        {
          "@odata.type": "#microsoft.graph.omaSettingString",
          displayName: "s",
          omaUri: "./Device/S",
          value: "hush-two",
        },
      ],
    });
    printed.push((await stack.run(["preview", "--diff", "--expect-no-changes"])).stdout, await stateText());
    await write(program("hush-three"));
    printed.push(await run("preview", "--diff"), await up(), await stateText());
    expect(printed.join()).toContain("[secret]");
    expect(printed.join()).not.toContain("hush");
  });

  it("previews values that are not known yet", async () => {
    await write(`const first = new WindowsCustomConfiguration("first", { displayName: "First", omaSettings: [
        { displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true }] });
      new WindowsCustomConfiguration("second", { displayName: "Second", omaSettings: [
        { displayName: "s", omaUri: "./Device/S", type: "String", value: first.id }] });`);
    expect(await run("preview", "--diff")).toContain("[unknown]");
    await up();
    await noChanges();
  });

  it("replaces assignments that move to another profile", async () => {
    const program = (which: string) => `const [a, b] = ["A", "B"].map((displayName) =>
        new WindowsCustomConfiguration(displayName, { displayName, omaSettings: [
          { displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true }] }));
      new DeviceConfigurationAssignments("moved", { configurationId: ${which}.id, targets: [{ type: "allUsers" }] });`;
    await write(program("a"));
    await up();
    await write(program("b"));
    expect(await run("preview")).toContain("1 to replace");
    await up();
    const assigned = tenant.state.deviceConfigurations
      .all()
      .filter(({ assignments }) => assignments.length > 0)
      .map(({ displayName }) => displayName);
    expect(assigned).toEqual(["B"]);
    await noChanges();
  });

  it("recreates what was deleted in Intune", async () => {
    await write(handMade);
    await up();
    for (const { id, displayName } of tenant.state.deviceConfigurations.all()) {
      if (displayName === "Hand") {
        tenant.state.deviceConfigurations.remove(id);
      }
    }
    expect((await stack.run(["preview", "--expect-no-changes"])).code).toBe(7);
    await up();
    await noChanges();
  });

  it("finishes in the next up what Graph refused in the first", async () => {
    await write(handMade);
    tenant.faults.add({
      match: { path: "/assign$" },
      effect: { kind: "status", status: 403, code: "Forbidden" },
    });
    const refused = await stack.run(["up", "--yes", "--skip-preview"]);
    expect(refused.code).not.toBe(0);
    expect(refused.stdout).toContain("DeviceManagementConfiguration.ReadWrite.All");
    await up();
    await noChanges();
  });

  it("ends at once when it is interrupted while Graph asks to wait", async () => {
    await write(handMade);
    tenant.faults.add({
      match: { path: "deviceConfigurations" },
      count: "always",
      effect: { kind: "status", status: 429, retryAfter: 300 },
    });
    const { child, ended } = stack.start(["up", "--yes", "--skip-preview"]);
    await expect.poll(() => tenant.requests.graph("pulumi-intune/").length, { timeout: 30_000 }).toBe(1);
    child.kill("SIGINT");
    const { code, stdout } = await ended;
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/cancell?ed/i);
  });

  it("prints its schema for the folder", async () => {
    const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "intune");
    const printed = await run("package", "get-schema", folder);
    const schema = JSON.parse(printed.slice(printed.indexOf("{")));
    expect(Object.keys(schema.resources)).toEqual([
      "intune:index:DeviceConfigurationAssignments",
      "intune:index:DeviceHealthScript",
      "intune:index:DeviceHealthScriptAssignments",
      "intune:index:PinReset",
      "intune:index:SettingsCatalogPolicy",
      "intune:index:WindowsCustomConfiguration",
    ]);
  });
});

/** Everything that the stack's backend holds. */
async function stateText(): Promise<string> {
  const folder = fileURLToPath(String(stack.env.PULUMI_BACKEND_URL));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return (
    await Promise.all(files.map((file) => readFile(path.join(file.parentPath, file.name), "utf8")))
  ).join();
}
