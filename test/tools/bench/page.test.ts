import { describe, expect, it } from "vitest";
import { performancePage } from "../../../tools/bench/page.ts";

describe("performancePage", () => {
  it("shows what was measured, and tells a target that was met from one that was not", () => {
    const page = performancePage({
      measuredAt: "2026-01-31T10:00:00Z",
      quick: false,
      machine: {
        processor: "Example",
        cores: 2,
        memoryGibibytes: 8,
        system: "Linux 6.1",
        node: "v24.0.0",
        pulumi: "3.259.0",
        standIns: ["azuread"],
      },
      sections: [
        {
          id: "example",
          title: "Example",
          how: "By hand.",
          columns: ["what", "ms"],
          rows: [["first | second", 12]],
          targets: [
            { what: "first", atMost: 1, measured: 1 },
            { what: "second", atMost: 1, measured: 1.1 },
          ],
        },
      ],
    });
    expect(page).toContain(
      "on 2026-01-31: 2 cores (Example), 8 GiB, Linux 6.1, Node.js v24.0.0, Pulumi 3.259.0",
    );
    expect(page).toMatch(/\| Example: first +\| +1 \| +1 \| met +\|/);
    expect(page).toMatch(/\| Example: second +\| +1 \| +1\.1 \| \*\*not met\*\*, see below +\|/);
    expect(page).toMatch(/\| first \\\| second +\| +12 \|/);
  });
});
