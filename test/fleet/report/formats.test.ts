import { parse } from "csv-parse/sync";
import { expect, it } from "vitest";
import { csvReport } from "../../../fleet/report/csv.ts";
import { jsonReport } from "../../../fleet/report/json.ts";
import { markdownReport } from "../../../fleet/report/markdown.ts";
import { reportModel } from "../../../fleet/report/model.ts";
import { sampleRun } from "../../../tools/picture/fleet/sample-run.ts";
import { drifted, failed, hostileNames, outcome, run } from "./support.ts";

it("keeps the shape of the JSON report that its schema version promises", () => {
  const state = run([drifted("a", { by: "admin@contoso.com", at: "2026-11-26T20:00:00.000Z" }), failed("b")]);
  const report = JSON.parse(jsonReport(reportModel(state, { previous: run([outcome("a"), failed("b")]) })));
  expect(Object.keys(report)).toEqual([
    "schemaVersion",
    "run",
    "totals",
    "rings",
    "tenants",
    "drift",
    "driftedBy",
    "failures",
    "notScanned",
    "changes",
    "notSelected",
    "neverRun",
  ]);
  expect(report.schemaVersion).toBe(1);
  expect(report.tenants).toEqual([
    {
      tenant: "b",
      tenantId: "3b7a2d54-0c1f-4a36-9b0e-6f1d2c3b4a5e",
      ring: "broad",
      status: "failed",
      change: null,
      startedAt: "2026-11-27T02:00:01.000Z",
      endedAt: "2026-11-27T02:00:03.000Z",
      drift: [],
      error: { code: "throttled", message: "Too many requests.", hint: "Run it again later." },
      notices: [],
    },
    {
      tenant: "a",
      tenantId: "3b7a2d54-0c1f-4a36-9b0e-6f1d2c3b4a5e",
      ring: "broad",
      status: "drifted",
      change: "newlyDrifted",
      startedAt: "2026-11-27T02:00:01.000Z",
      endedAt: "2026-11-27T02:00:03.000Z",
      drift: [
        {
          type: "intune:index:WindowsCustomConfiguration",
          name: "pin-recovery",
          kind: "changed",
          paths: ["omaSettings[0].value"],
          by: "admin@contoso.com",
          at: "2026-11-26T20:00:00.000Z",
        },
      ],
      notices: [],
    },
  ]);
});

it("writes a line of CSV for each tenant, in which no name is a formula", () => {
  const csv = csvReport(reportModel(run(hostileNames.map((name) => drifted(name)))));
  const lines: Record<string, string>[] = parse(csv, { columns: true });
  expect(lines).toHaveLength(hostileNames.length);
  const names = lines.map(({ tenant }) => tenant);
  expect(names).toContain('\'=HYPERLINK("https://contoso.example")');
  expect(names).toContain("invoice\\u{202E}fdp.exe\\u{0}\\u{1B}[31m");
  expect(lines[0]).toMatchObject({ status: "drifted", drift: "pin-recovery: omaSettings[0].value" });
});

it("keeps names out of Markdown's own syntax", () => {
  const markdown = markdownReport(
    reportModel(run(hostileNames.map((name) => failed(name, { message: name })))),
  );
  expect(markdown).toContain("`</script><script>document.title='owned'</script>`");
  expect(markdown).toContain("\\</script\\>");
  expect(markdown).not.toMatch(/(^|[^`\\])\| a \|/m);
  expect(markdown).not.toContain("\u202E");
  const table = markdown.split("### Failures")[1]?.split("\n\n")[1]?.trim().split("\n") ?? [];
  expect(table).toHaveLength(hostileNames.length + 2);
});

it("stays below the limit of a job summary, and says how much it left out", () => {
  const model = reportModel(sampleRun(5000).state);
  const whole = markdownReport(model);
  const short = markdownReport(model, 20_000);
  expect(Buffer.byteLength(whole)).toBeLessThan(1024 * 1024);
  expect(whole).not.toContain("left out here");
  expect(Buffer.byteLength(short)).toBeLessThan(20_000);
  expect(short).toMatch(/\d+ more lines left out here: the HTML, JSON and CSV reports have all\./);
});
