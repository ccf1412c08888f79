import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { type Portal, portalOf, written, writtenAgain } from "../intune/support/portal.ts";
import { createStack, type Stack } from "./stack.ts";
import { plannedSteps, pluginProject, type Step, succeed } from "./support.ts";

const group = { type: "group", groupId: seeded.groups.windowsDevices };
const exclusionGroup = { type: "exclusionGroup", groupId: seeded.groups.kiosks };
const filter = { filterId: seeded.assignmentFilters.corporate, filterMode: "include" };

/** The same targets as Graph writes them. */
const graphGroup = { type: "groupAssignmentTarget", groupId: seeded.groups.windowsDevices };
const graphExclusion = { type: "exclusionGroupAssignmentTarget", groupId: seeded.groups.kiosks };
const graphFilter = (mode: string) => ({
  deviceAndAppManagementAssignmentFilterId: seeded.assignmentFilters.corporate,
  deviceAndAppManagementAssignmentFilterType: mode,
});

const setting = (type: string, value: unknown) => ({
  displayName: `./Device/${type}`,
  omaUri: `./Device/${type}`,
  type,
  value,
});
const settings = [
  setting("Boolean", true),
  setting("Integer", 7),
  setting("String", "ours"),
  { ...setting("StringXml", "<ours/>"), fileName: "ours.xml" },
  setting("Base64", "AAEC"),
  setting("DateTime", "2026-01-31T08:00:00Z"),
  setting("FloatingPoint", 3.14),
];

/** What one side has at a path and the other has there; undefined where it has nothing. */
type Difference = { ours: unknown; theirs: unknown };

type Row = {
  /** What an administrator did; the name of the profile, and of its resources in the program. */
  name: string;
  tamper: (portal: Portal, profile: string) => Promise<void>;
  /** The drift of the profile, and of its assignments, by path. */
  profile?: Record<string, Difference>;
  assignments?: Record<string, Difference>;
};

const setsValue = (type: string, written: unknown, difference: Difference): Row => ({
  name: `changes a ${type}`,
  tamper: (portal, profile) => portal.setValues(profile, { [`./Device/${type}`]: written }),
  profile: { [`omaSettings[${settings.findIndex((each) => each.type === type)}].value`]: difference },
});

const setsTargets = (
  name: string,
  targets: ({ type: string } & Record<string, unknown>)[],
  assignments: Record<string, Difference>,
): Row => ({ name, tamper: (portal, profile) => portal.assign(profile, targets), assignments });

const base64 = (text: string) => Buffer.from(text).toString("base64");

const rows: Row[] = [
  setsValue("Boolean", false, { ours: true, theirs: false }),
  setsValue("Integer", 8, { ours: 7, theirs: 8 }),
  setsValue("String", "theirs", { ours: "ours", theirs: "theirs" }),
  setsValue("StringXml", base64("<theirs/>"), { ours: "<ours/>", theirs: "<theirs/>" }),
  setsValue("Base64", "AAED", { ours: "AAEC", theirs: "AAED" }),
  setsValue("DateTime", "2026-02-28T08:00:00Z", {
    ours: "2026-01-31T08:00:00Z",
    theirs: "2026-02-28T08:00:00Z",
  }),
  setsValue("FloatingPoint", 2.5, { ours: 3.14, theirs: 2.5 }),
  {
    name: "adds a setting",
    tamper: (portal, profile) =>
      portal.change(profile, {
        omaSettings: [...writtenAgain(portal.profile(profile)), written("Boolean", "./Device/New", false)],
      }),
    profile: {
      "omaSettings[7]": {
        ours: undefined,
        theirs: { displayName: "./Device/New", omaUri: "./Device/New", type: "Boolean", value: false },
      },
    },
  },
  {
    name: "removes a setting",
    tamper: (portal, profile) => removeSetting(portal, profile, "FloatingPoint"),
    profile: { "omaSettings[6]": { ours: settings[6], theirs: undefined } },
  },
  {
    name: "turns the settings round",
    tamper: (portal, profile) =>
      portal.change(profile, { omaSettings: writtenAgain(portal.profile(profile)).toReversed() }),
  },
  {
    name: "changes the name of a file",
    tamper: (portal, profile) =>
      portal.change(profile, {
        omaSettings: writtenAgain(portal.profile(profile)).map((each) =>
          each.omaUri === "./Device/StringXml" ? { ...each, fileName: "theirs.xml" } : each,
        ),
      }),
    profile: { "omaSettings[3].fileName": { ours: "ours.xml", theirs: "theirs.xml" } },
  },
  {
    name: "changes the description",
    tamper: (portal, profile) => portal.change(profile, { description: "theirs" }),
    profile: { description: { ours: "ours", theirs: "theirs" } },
  },
  {
    name: "removes the description",
    tamper: (portal, profile) => portal.change(profile, { description: null }),
    profile: { description: { ours: "ours", theirs: undefined } },
  },
  {
    name: "adds a scope tag",
    tamper: (portal, profile) => portal.change(profile, { roleScopeTagIds: ["0", "1"] }),
    profile: { "roleScopeTagIds[1]": { ours: undefined, theirs: "1" } },
  },
  setsTargets(
    "adds a target",
    [
      { ...graphGroup, ...graphFilter("include") },
      graphExclusion,
      { type: "allLicensedUsersAssignmentTarget" },
    ],
    {
      "targets[2]": { ours: undefined, theirs: { type: "allUsers" } },
    },
  ),
  setsTargets("removes a target", [{ ...graphGroup, ...graphFilter("include") }], {
    "targets[1]": { ours: exclusionGroup, theirs: undefined },
  }),
  setsTargets("turns a filter round", [{ ...graphGroup, ...graphFilter("exclude") }, graphExclusion], {
    "targets[0].filterMode": { ours: "include", theirs: "exclude" },
  }),
  setsTargets("removes a filter", [graphGroup, graphExclusion], {
    "targets[0].filterId": { ours: filter.filterId, theirs: undefined },
    "targets[0].filterMode": { ours: "include", theirs: undefined },
  }),
  setsTargets(
    "includes whom we exclude",
    [
      { ...graphGroup, ...graphFilter("include") },
      { ...graphExclusion, type: "groupAssignmentTarget" },
    ],
    {
      "targets[1].type": { ours: "exclusionGroup", theirs: "group" },
    },
  ),
];

function removeSetting(portal: Portal, profile: string, type: string): Promise<void> {
  const omaSettings = writtenAgain(portal.profile(profile)).filter(
    ({ omaUri }) => omaUri !== `./Device/${type}`,
  );
  return portal.change(profile, { omaSettings });
}

const thinned = "removes a setting between others";
const shifted = "removes a setting and changes the next";
const deleted = "deletes the profile";
const names = [...rows.map(({ name }) => name), thinned, shifted, deleted];
const program = `
for (const displayName of ${JSON.stringify(names)}) {
  const profile = new WindowsCustomConfiguration("profile " + displayName, {
    displayName, description: "ours", omaSettings: ${JSON.stringify(settings)}, roleScopeTagIds: ["0"] });
  new DeviceConfigurationAssignments("assignments " + displayName, { configurationId: profile.id,
    targets: ${JSON.stringify([{ ...group, ...filter }, exclusionGroup])} });
}`;

let tenant: Tenant;
let stack: Stack;
let preview: Awaited<ReturnType<typeof plannedSteps>>;
let refresh: Awaited<ReturnType<typeof plannedSteps>>;
let plain: Awaited<ReturnType<typeof plannedSteps>>;

beforeAll(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env, files: pluginProject(program) });
  await succeed(stack, "up", "--yes", "--skip-preview");
  const portal = portalOf(tenant);
  for (const { name, tamper } of rows) {
    await tamper(portal, name);
  }
  await removeSetting(portal, thinned, "Integer");
  await removeSetting(portal, shifted, "Integer");
  await portal.setValues(shifted, { "./Device/String": "theirs" });
  await portal.remove(deleted);
  preview = await plannedSteps(stack);
  plain = await plannedSteps({
    ...stack,
    run: (args) => stack.run(args, { PULUMI_RUN_PROGRAM: "false" }),
  });
  refresh = await plannedSteps(stack, ["refresh", "--preview-only"]);
});

afterAll(async () => {
  await stack.close();
  await tenant.close();
});

/** What a step changes, by path: what kind of change it is, and the values before and after. */
function changes(step: Step | undefined): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(step?.detailedDiff ?? {}).map(([at, { kind }]) => [
      at,
      {
        kind,
        before: kind === "add" ? undefined : valueAt(step?.oldState?.inputs, at),
        after: kind === "delete" ? undefined : valueAt(step?.newState?.inputs, at),
      },
    ]),
  );
}

function valueAt(inputs: unknown, path: string): unknown {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== "");
  return keys.reduce<unknown>((value, key) => Reflect.get(Object(value), key), inputs);
}

/** The changes that lead from one side to the other. */
function expected(drift: Row["profile"], [from, to]: readonly [keyof Difference, keyof Difference]) {
  const kind = ({ [from]: before, [to]: after }: Difference) =>
    before === undefined ? "add" : after === undefined ? "delete" : "update";
  return Object.fromEntries(
    Object.entries(drift ?? {}).map(([at, difference]) => [
      at,
      { kind: kind(difference), before: difference[from], after: difference[to] },
    ]),
  );
}

describe("an administrator who", () => {
  it.each(rows)("$name is drift that preview takes back, and that refresh takes over", (row) => {
    const { name, profile, assignments } = row;
    for (const [of, drift] of Object.entries({ profile, assignments })) {
      const [undone, taken] = [preview.steps, refresh.steps].map((steps) => steps[`${of} ${name}`]);
      expect(undone?.op).toBe(drift === undefined ? "same" : "update");
      expect(changes(undone)).toEqual(expected(drift, ["theirs", "ours"]));
      expect(changes(taken)).toEqual(expected(drift, ["ours", "theirs"]));
    }
  });

  it("removes a setting between others is drift of that one alone, wherever it stands", () => {
    const [undone, taken] = [preview.steps, refresh.steps].map((steps) =>
      Object.values(changes(steps[`profile ${thinned}`])),
    );
    expect(undone).toEqual([{ kind: "add", before: undefined, after: settings[1] }]);
    expect(taken).toEqual([{ kind: "delete", before: settings[1], after: undefined }]);
  });

  it("removes a setting and changes the next is drift of those two alone", () => {
    for (const { steps } of [preview, refresh]) {
      const told = JSON.stringify(changes(steps[`profile ${shifted}`]));
      expect(told).toContain("./Device/Integer");
      expect(told).toContain('"theirs"');
      expect(told).not.toMatch(/StringXml|Base64|DateTime|FloatingPoint/);
    }
  });

  it("deletes the profile makes preview create it and refresh forget it, assignments and all", () => {
    for (const of of ["profile", "assignments"]) {
      expect(preview.steps[`${of} ${deleted}`]?.op).toBe("create");
      expect(refresh.steps[`${of} ${deleted}`]?.op).toBe("delete");
    }
  });

  it("did any of this is found by plain `pulumi preview` too, which refreshes before the program starts", () => {
    const found = ({ code, steps }: typeof preview) => ({
      code,
      steps: Object.entries(steps)
        .map(([name, step]) => ({ name, op: step.op, changes: changes(step) }))
        .sort((one, other) => one.name.localeCompare(other.name)),
    });
    expect(found(plain)).toEqual(found(preview));
  });

  it("did any of this makes both commands exit with 7 when no changes are expected", () => {
    expect([preview.code, refresh.code]).toEqual([7, 7]);
  });
});
