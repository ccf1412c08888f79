import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { startPinReset } from "../cli/support/run.ts";
import { portalOf } from "../intune/support/portal.ts";
import { createStack, type Stack } from "./stack.ts";
import { pluginProject, succeed } from "./support.ts";

const program = `
  const setting = (name, type, value) => ({ displayName: name, omaUri: "./Device/" + name, type, value });
  const profile = new WindowsCustomConfiguration("odd", { displayName: "Odd", description: "ours",
    omaSettings: [setting("A", "Boolean", true), setting("B", "String", pulumi.secret("hush")),
      setting("C", "StringXml", "<c/>")] });
  new DeviceConfigurationAssignments("odd-assigned", { configurationId: profile.id, targets: [{ type: "allDevices" }] });`;

let tenant: Tenant;
let stack: Stack;

beforeAll(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env, files: pluginProject(program), keepPlugins: true });
  await succeed(stack, "up", "--yes", "--skip-preview");
});

afterAll(async () => {
  await stack.close();
  await tenant.close();
});

const only = () => portalOf(tenant).profile("Odd");

/** Puts content straight into the tenant, as no write of Graph's would let anybody do today. */
function put(members: Record<string, unknown>) {
  const kept = only();
  tenant.state.deviceConfigurations.put({ ...kept, ...members } as typeof kept);
}

async function drift() {
  const env = Object.entries({ ...stack.env }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  const run = await startPinReset(["drift", "--output", "json"], Object.fromEntries(env), "", stack.directory)
    .ended;
  return { ...run, report: run.stdout === "" ? undefined : JSON.parse(run.stdout) };
}

const without = (index: number) => (only().omaSettings ?? []).filter((_, at) => at !== index);

const contents: Record<string, () => Record<string, unknown>> = {
  "an OMA-URI without ./, a type that nobody knows, a null and a node twice": () => {
    const [first] = only().omaSettings ?? [];
    const odd = { ...first, omaUri: "/oma/custom3", "@odata.type": "#microsoft.graph.omaSettingGuid" };
    return { omaSettings: [first, first, odd, null, { value: { "4dabf18193072939515e22adb298388d": "x" } }] };
  },
  "the masks themselves in place of the values": () => ({
    omaSettings: only().omaSettings?.map((setting) => ({
      ...setting,
      isEncrypted: false,
      secretReferenceValueId: null,
      value: { "./Device/B": "****", "./Device/C": "PGEvPg==" }[setting.omaUri] ?? setting.value,
    })),
  }),
  "1,001 settings and a description that is the engine's mark of an unknown": () => ({
    description: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    omaSettings: Array.from({ length: 1001 }, (_, index) => ({ ...without(1)[0], omaUri: `./${index}` })),
  }),
  "nothing of the published form": () => ({
    omaSettings: "none",
    roleScopeTagIds: 7,
    description: { toString: 1 },
    assignments: [
      { id: "x", target: { "@odata.type": "#microsoft.graph.fleetAssignmentTarget", fleetId: 9 } },
    ],
  }),
};

describe("what an administrator or a tool wrote, by the real CLI:", () => {
  it.each(Object.entries(contents))("%s is drift (7), and `up` brings it back", async (_what, content) => {
    put(content());
    const found = await drift();
    expect(found, found.stderr).toMatchObject({ code: 7, report: { drifted: true } });
    expect(found.stdout + found.stderr).not.toContain("hush");
    await succeed(stack, "up", "--yes", "--skip-preview");
    const xml = Buffer.from("<c/>").toString("base64");
    expect(only().omaSettings?.map(({ value }) => value)).toEqual([true, "hush", xml]);
    expect(only()).toMatchObject({ description: "ours", assignments: [{}] });
  });

  it("all of it together does not keep a stack from being destroyed", async () => {
    const [settings, , , others] = Object.values(contents).map((content) => content());
    put({ ...others, ...settings });
    await succeed(stack, "refresh", "--yes", "--skip-preview");
    await succeed(stack, "destroy", "--yes", "--skip-preview");
    expect(portalOf(tenant).named("Odd")).toEqual([]);
  });
});
