import { describe, expect, it } from "vitest";
import { onboard, permitEverything } from "../support/onboarded.ts";
import { runPinReset } from "../support/run.ts";
import { serveCompanion } from "../support/tenant.ts";
import { openTerminal } from "../support/terminal.ts";

const served = serveCompanion();

describe("pin-reset doctor", () => {
  it("ends with 7 before the onboarding, and 0 after it", async () => {
    const before = await runPinReset(["doctor"], served.tenant.env);
    expect(before.stdout).toMatch(/^fault {4}The PIN reset service is in the tenant \(service-present\)$/m);
    expect(before.stdout).toMatch(
      /^ {9}-> Run `pulumi up`; or open the links of `npm run pin-reset -- consent`/m,
    );
    expect(before.stderr).toContain("Of 36 checks: 3 with a fault, 23 skipped");
    expect(before.code).toBe(7);
    await onboard(served.tenant);
    permitEverything(served.tenant);
    const after = await runPinReset(["doctor"], served.tenant.env);
    expect(after.stdout).not.toMatch(/^(fault|warning|unknown|skipped|not read)/m);
    expect(after.stderr).toContain("All is well: 36 checks.");
    expect(after.code).toBe(0);
  });

  it("ends with 1 where something could not be checked", async () => {
    await onboard(served.tenant);
    served.tenant.setPermissions(["DeviceManagementConfiguration.ReadWrite.All"]);
    const { code, stdout, stderr } = await runPinReset(["doctor", "--output", "json"], served.tenant.env);
    expect(JSON.parse(stdout).checks).toContainEqual({
      id: "service-present",
      title: "The PIN reset service is in the tenant",
      state: "unknown",
      findings: [
        {
          code: "forbidden",
          message: expect.stringContaining("403"),
          hint: expect.stringContaining("Application.Read.All"),
        },
      ],
    });
    expect(stderr).toContain("could not be made");
    expect(code).toBe(1);
  });

  it("fits a narrow terminal", async () => {
    await onboard(served.tenant);
    const terminal = openTerminal(["doctor"], { columns: 40, env: served.tenant.env });
    expect(await terminal.ended).toBe(0);
    const lines = terminal.text.split("\n").filter((line) => / {9}|^ok/.test(line));
    expect(lines.length).toBeGreaterThan(25);
    expect(lines.filter((line) => line.length > 40 && line.trim().includes(" "))).toEqual([]);
  });

  it("names the variable that is wrong", async () => {
    const { code, stderr } = await runPinReset(["doctor"], { ARM_ENVIRONMENT: "moon" });
    expect(code).toBe(1);
    expect(stderr).toContain("ARM_ENVIRONMENT");
  });
});
