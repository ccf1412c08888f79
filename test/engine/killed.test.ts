import { type ChildProcess, execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { type Portal, portalOf } from "../intune/support/portal.ts";
import { createStack, type Stack } from "./stack.ts";
import { pluginProgram, pluginProject, succeed } from "./support.ts";

let tenant: Tenant;
let portal: Portal;
let stack: Stack;

beforeAll(async () => {
  tenant = await startTenant();
  portal = portalOf(tenant);
});

afterAll(() => tenant.close());

beforeEach(async () => {
  await tenant.reset();
  stack = await createStack({ env: tenant.env, files: pluginProject(program("as declared first")) });
});

afterEach(() => stack.close());

function program(description: string): string {
  return `
const profile = new WindowsCustomConfiguration("profile", {
  displayName: "Recovery", description: ${JSON.stringify(description)}, omaSettings: [
    { displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true },
    { displayName: "s", omaUri: "./Device/S", type: "String", value: "behind the mask" },
  ],
});
new DeviceConfigurationAssignments("assigned", { configurationId: profile.id, targets: [
  { type: "group", groupId: "${seeded.groups.windowsDevices}" },
  { type: "exclusionGroup", groupId: "${seeded.groups.kiosks}" },
] });`;
}

const up = () => succeed(stack, "up", "--yes", "--skip-preview");

/** The processes of the Intune plugin that this CLI has started: Node.js, and what may have launched it. */
async function pluginOf(cli: ChildProcess): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-eo", "pid=,ppid=,args="]);
  const processes = [...stdout.matchAll(/^ *(\d+) +(\d+) (.*)$/gm)].map(([, pid, parent, command = ""]) => ({
    pid: Number(pid),
    parent: Number(parent),
    command,
  }));
  const children = (parent: number | undefined): typeof processes =>
    processes.filter((each) => each.parent === parent).flatMap((each) => [each, ...children(each.pid)]);
  const plugin = children(cli.pid).filter(({ command }) => command.includes("pulumi-resource-intune"));
  expect(plugin.length).toBeGreaterThan(0);
  return plugin.map(({ pid }) => pid);
}

const victims: Record<string, (cli: ChildProcess) => Promise<unknown>> = {
  "the plugin": async (cli) => {
    for (const pid of await pluginOf(cli)) {
      process.kill(pid, "SIGKILL");
    }
  },
  "the CLI": async (cli) => cli.kill("SIGKILL"),
};

/** What Graph has carried out, and has not answered yet, when the process is killed. */
const moments = [
  {
    moment: "the profile is made",
    method: "POST",
    path: "/deviceConfigurations$",
    isDone: () => named() === 1,
  },
  { moment: "the profile is assigned", method: "POST", path: "/assign$", isDone: () => assigned() === 2 },
  {
    moment: "the profile is changed",
    method: "PATCH",
    path: "/deviceConfigurations/",
    isDone: () => portal.profile("Recovery").description === "as declared then",
    before: async () => {
      await up();
      await writeFile(path.join(stack.directory, "index.ts"), pluginProgram(program("as declared then")));
    },
  },
];

const named = () => portal.named("Recovery").length;
const assigned = () => portal.named("Recovery")[0]?.assignments.length;

const cases = moments.flatMap((moment) => Object.keys(victims).map((victim) => ({ ...moment, victim })));

describe("an up of which", () => {
  it.each(cases)(
    "$victim is killed when $moment and nobody knows is finished by the next up",
    async (row) => {
      await row.before?.();
      tenant.faults.add({
        match: { method: row.method, path: row.path, userAgent: "pulumi-intune/" },
        effect: { kind: "latency", milliseconds: 60_000, when: "after" },
      });
      const { child, ended } = stack.start(["up", "--yes", "--skip-preview"]);
      await expect.poll(row.isDone, { timeout: 60_000 }).toBe(true);
      const { id } = portal.profile("Recovery");
      await victims[row.victim]?.(child);
      expect((await ended).code).not.toBe(0);
      if (row.victim === "the CLI") {
        await succeed(stack, "cancel", "--yes");
      }

      await up();
      expect(portal.profile("Recovery")).toMatchObject({
        id,
        description: row.before ? "as declared then" : "as declared first",
        omaSettings: [{ value: true }, { value: "behind the mask" }],
        assignments: expect.arrayContaining([
          expect.objectContaining({
            target: expect.objectContaining({ groupId: seeded.groups.windowsDevices }),
          }),
          expect.objectContaining({ target: expect.objectContaining({ groupId: seeded.groups.kiosks }) }),
        ]),
      });
      await succeed(stack, "preview", "--expect-no-changes");
    },
  );
});
