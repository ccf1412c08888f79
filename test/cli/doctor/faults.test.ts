import { describe, expect, it } from "vitest";
import { checks } from "../../../cli/doctor/checks.ts";
import { runDoctor } from "../support/examine.ts";
import { onboard, permitEverything } from "../support/onboarded.ts";
import { serveCompanion } from "../support/tenant.ts";
import { consentFaults } from "./planted-consent.ts";
import { profileFaults } from "./planted-profile.ts";

const served = serveCompanion();

describe("pin-reset doctor", () => {
  it("finds nothing wrong with what `pulumi up` makes", async () => {
    await onboard(served.tenant);
    permitEverything(served.tenant);
    const found = await runDoctor(served.tenant.env);
    expect(found.ending).toBe("done");
    expect(found.in("ok")).toEqual(Object.keys(checks));
    expect(found.text("deployment")).toContain("4 devices took");
  });

  it.each([...consentFaults, ...profileFaults])(
    "finds %s, and nothing else",
    async (_planted, ids, says, plant) => {
      const made = await onboard(served.tenant);
      await plant(served.tenant, made);
      const found = await runDoctor(served.tenant.env);
      expect(found.in("fault")).toEqual(ids);
      expect(found.in("unknown")).toEqual([]);
      expect(ids.map((id) => found.text(id)).join("\n")).toMatch(says);
      const findings = found.checks.filter(({ id }) => ids.includes(id)).flatMap((check) => check.findings);
      expect(findings.filter(({ hint }) => hint === undefined)).toEqual([]);
      expect(found.ending).toBe("found");
    },
  );
});
