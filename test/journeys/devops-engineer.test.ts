import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPulumi } from "../../pulumi-cli/find.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { createStack, type Stack } from "../engine/stack.ts";
import { configure } from "../engine/support.ts";
import { portalOf } from "../intune/support/portal.ts";
import { expectFits, keepPicture, widths } from "./support/screens.ts";
import { openShell, type Shell } from "./support/terminal.ts";

const profile = "Windows Hello - PIN recovery";
const pinReset = "npm run --silent pin-reset --";

describe("a DevOps engineer", () => {
  let tenant: Tenant;
  let stack: Stack;
  /** A runner has the CLI on its PATH. */
  let env: NodeJS.ProcessEnv;
  const shells = new Map<number, Shell>();
  const shellOf = (columns: number) => {
    const shell = shells.get(columns) ?? openShell({ columns, cwd: stack.directory, env });
    shells.set(columns, shell);
    return shell;
  };

  beforeAll(async () => {
    tenant = await startTenant();
    stack = await createStack({ env: tenant.env });
    const { command } = await findPulumi({ env: stack.env });
    env = { ...stack.env, PATH: [path.dirname(command), stack.env.PATH].join(path.delimiter) };
    await configure(stack, { "pin-reset:assignments": { groups: ["Windows devices"] } });
  });

  afterAll(async () => {
    for (const [columns, shell] of shells) {
      await keepPicture("devops-engineer", columns, shell);
      shell.close();
    }
    await stack.close();
    await tenant.close();
  });

  it("applies the plan that was previewed, and nothing else", async () => {
    const shell = shellOf(80);
    const planned = await shell.run(`pulumi preview --stack dev --save-plan plan.json`);
    expect(planned.exitCode, planned.text).toBe(0);
    const applied = await shell.run(`pulumi up --stack dev --yes --skip-preview --plan plan.json`);
    expect(applied.exitCode, applied.text).toBe(0);
    expect(applied.text).toContain("11 created");
    const same = await shell.run(`pulumi preview --stack dev --expect-no-changes`);
    expect(same.exitCode, same.text).toBe(0);
    expect(await readFile(path.join(stack.directory, "plan.json"), "utf8")).not.toContain(
      tenant.env.ARM_CLIENT_SECRET,
    );
  });

  it.each(widths)(
    "tells drift from a failed check by the exit code, in a log of %i columns",
    async (columns) => {
      const shell = shellOf(columns);
      await portalOf(tenant).assign(profile, []);
      const drifted = await shell.run(
        `${pinReset} drift --stack dev --html drift.html --output json > drift.json`,
      );
      expect(drifted.exitCode).toBe(7);
      expectFits(drifted, columns);
      expect(JSON.parse(await readFile(path.join(stack.directory, "drift.json"), "utf8"))).toMatchObject({
        counts: { driftedResources: 1, driftedChanges: 1, deletions: 0 },
        resources: [{ changes: ["group Windows devices removed"] }],
      });
      expect(await readFile(path.join(stack.directory, "drift.html"), "utf8")).toContain(
        "group Windows devices",
      );
      const healed = await shell.run(`${pinReset} drift --stack dev --heal --yes`);
      expect(healed.exitCode, healed.text).toBe(0);
      expectFits(healed, columns);
      const failed = await shell.run(
        `ARM_CLIENT_SECRET=wrong ${pinReset} drift --stack dev --html drift.html`,
      );
      expect(failed.exitCode).toBe(1);
      expectFits(failed, columns);
      expect(await readFile(path.join(stack.directory, "drift.html"), "utf8")).toContain("The check failed.");
    },
  );
});
