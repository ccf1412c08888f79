import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { portalOf } from "../intune/support/portal.ts";
import { createStack, type Stack } from "./stack.ts";
import { plannedSteps, pluginProgram, pluginProject, succeed } from "./support.ts";

/** What is done to a profile between the update and the previews: in the program, and in the tenant. */
const cases = {
  untouched: {},
  "deleted and protected": { options: "{ protect: true }", isDeleted: true },
  "deleted and retained": { options: "{ retainOnDelete: true }", isDeleted: true },
  "deleted with its assignments ignored": { options: '{ ignoreChanges: ["omaSettings"] }', isDeleted: true },
  "changed and ignored": { options: '{ ignoreChanges: ["omaSettings"] }', isChanged: true },
  "renamed in the program": { next: "renamed" },
  "renamed in the program and changed": { next: "renamed", isChanged: true },
  "renamed in the program and deleted": { next: "renamed", isDeleted: true },
  "taken out of the program": { next: "out" },
  "taken out of the program and changed": { next: "out", isChanged: true },
  "taken out of the program and deleted": { next: "out", isDeleted: true },
  "without its assignments": { next: "assignments out" },
  "without its assignments, deleted": { next: "assignments out", isDeleted: true },
  "changed as the tenant is": { next: "changed", isChanged: true },
  "assigned to others": { isAssigned: true },
} as const;

type Case = {
  options?: string;
  next?: "renamed" | "out" | "assignments out" | "changed";
  isDeleted?: true;
  isChanged?: true;
  isAssigned?: true;
};

const settings = (value: boolean) => [{ displayName: "b", omaUri: "./Device/B", type: "Boolean", value }];

function program(isNext: boolean): string {
  return Object.entries<Case>(cases)
    .map(([name, { options = "{}", next }], index) => {
      const change = isNext ? next : undefined;
      if (change === "out") {
        return "";
      }
      const resource = change === "renamed" ? `${name} once more` : name;
      const alias = change === "renamed" ? `aliases: [{ name: ${JSON.stringify(name)} }]` : "";
      const inputs = { displayName: name, omaSettings: settings(change !== "changed") };
      const assignments = `new DeviceConfigurationAssignments("assignments of ${name}", {
        configurationId: profile${index}.id, targets: [{ type: "allDevices" }] });`;
      return `
      const profile${index} = new WindowsCustomConfiguration(${JSON.stringify(resource)}, ${JSON.stringify(inputs)},
        { ...${options}, ${alias} });
      ${change === "assignments out" ? "" : assignments}`;
    })
    .join("\n");
}

let tenant: Tenant;
let stack: Stack;

beforeAll(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env, files: pluginProject(program(false)) });
  await succeed(stack, "up", "--yes", "--skip-preview");
  await writeFile(path.join(stack.directory, "index.ts"), pluginProgram(program(true)));
  const portal = portalOf(tenant);
  for (const [name, { isDeleted, isChanged, isAssigned }] of Object.entries<Case>(cases)) {
    if (isDeleted) {
      await portal.remove(name);
    }
    if (isChanged) {
      await portal.setValues(name, { "./Device/B": false });
    }
    if (isAssigned) {
      await portal.assign(name, [{ type: "allLicensedUsersAssignmentTarget" }]);
    }
  }
});

afterAll(async () => {
  await stack.close();
  await tenant.close();
});

async function found(runProgram: string): Promise<Record<string, unknown>> {
  const run: Stack["run"] = (args) => stack.run(args, { PULUMI_RUN_PROGRAM: runProgram });
  const { code, steps } = await plannedSteps({ ...stack, run });
  const ops = Object.entries(steps).map(([name, { op, detailedDiff }]) => [
    name,
    [op, ...Object.keys(detailedDiff ?? {})].join(" "),
  ]);
  return { code, ...Object.fromEntries(ops) };
}

describe("a preview in one pass", () => {
  it("finds what one does that refreshes first, but that nothing is left to delete of what the program took out", async () => {
    const [one, two] = [await found("true"), await found("false")];
    const gone = {
      "taken out of the program and deleted": "delete",
      "assignments of taken out of the program and deleted": "delete",
      "assignments of without its assignments, deleted": "delete",
    };
    expect(one).toEqual({ ...two, ...gone });
  });
});
