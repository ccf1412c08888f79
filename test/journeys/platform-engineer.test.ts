import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { createStack, type Stack } from "../engine/stack.ts";
import { configure, succeed } from "../engine/support.ts";
import { type Portal, portalOf } from "../intune/support/portal.ts";
import { expectFits, keepPicture, widths } from "./support/screens.ts";
import { openShell, type Shell } from "./support/terminal.ts";

const profile = "Windows Hello - PIN recovery";
const enter = "\r";
const pinReset = "npm run --silent pin-reset --";

describe("a platform engineer", () => {
  let tenant: Tenant;
  let portal: Portal;
  let stack: Stack;

  beforeAll(async () => {
    tenant = await startTenant();
    portal = portalOf(tenant);
    stack = await createStack({ env: tenant.env });
    await configure(stack, { "pin-reset:assignments": { groups: ["Windows devices"] } });
    await succeed(stack, "up", "--yes", "--skip-preview");
  });

  afterAll(async () => {
    await stack.close();
    await tenant.close();
  });

  describe.each(widths)("in a terminal of %i columns", (columns) => {
    let shell: Shell;

    beforeAll(() => {
      shell = openShell({ columns, cwd: stack.directory, env: stack.env });
    });

    afterAll(async () => {
      await keepPicture("platform-engineer", columns, shell);
      shell.close();
    });

    it("answers five questions, and has a stack's settings", async () => {
      const file = path.join(stack.directory, "Pulumi.prod.yaml");
      await rm(file, { force: true });
      shell.start(`${pinReset} init`);
      for (const [question, answer] of [
        ["Name of the stack:", "prod"],
        ["Tenant ID:", ""],
        ["Groups (comma-separated):", "Windows devices"],
        ["a settings catalog policy", ""],
        ["Keep the state in:", ""],
      ] as const) {
        await shell.see(question);
        shell.press(`${answer}${enter}`);
      }
      const { exitCode, text, ...shown } = await shell.ended();
      expect(exitCode, text).toBe(0);
      expect(text).toContain("npm run pulumi -- stack init prod");
      expect(await readFile(file, "utf8")).toContain("Windows devices");
      expectFits({ exitCode, text, ...shown }, columns);
    });

    it("asks whether a reset will work, and what is missing", async () => {
      const checked = await shell.run(`${pinReset} doctor`);
      expect(checked.exitCode, checked.text).toBe(0);
      expect(checked.text).toMatch(/verdict/);
      expectFits(checked, columns);
    });

    it("reads what an administrator changed, by names, and puts it back", async () => {
      await portal.assign(profile, []);
      await portal.change(profile, { description: "changed by hand" });
      const drifted = await shell.run(`${pinReset} drift --stack dev`);
      expect(drifted.exitCode).toBe(7);
      expect(drifted.text).toContain("group Windows devices removed");
      expect(drifted.text).toContain('description is "changed by hand"');
      expect(drifted.text).toContain("2 changes of 2 resources drifted.");
      expectFits(drifted, columns);
      shell.start(`${pinReset} drift --stack dev --heal`);
      await shell.see("Change the tenant?");
      shell.press(`y${enter}`);
      const healed = await shell.ended();
      expect(healed.exitCode, healed.text).toBe(0);
      expectFits(healed, columns);
      expect(portal.profile(profile).assignments).toHaveLength(1);
    });
  });
});
