import type { DiagnosticEvent } from "@pulumi/pulumi/automation/events.js";
import { expect, it } from "vitest";
import { markdownOf } from "../../../cli/drift/markdown.ts";
import { noticesIn } from "../../../cli/drift/notices.ts";
import { report } from "./support.ts";

const urn = "urn:pulumi:dev::pin-reset::pin-reset:index:PinReset$intune:index:WindowsCustomConfiguration::p";

function said(message: string, more: Partial<DiagnosticEvent> = {}) {
  const diagnosticEvent = { urn, message, color: "never", severity: "warning", ...more } as const;
  return { sequence: 1, timestamp: 1, diagnosticEvent };
}

it("what the Intune plugin says of a resource is told once, as warning or as note", () => {
  const events = [
    said("warning: b was written\n"),
    said("warning: b was written\n"),
    said("a was not compared\n", { severity: "info" }),
  ];
  expect(noticesIn(events)).toEqual(["a was not compared", "b was written"]);
});

it("is neither what waits for Graph, nor an error, nor another plugin's", () => {
  const events = [
    said("Graph asks to wait 1 s", { severity: "info", ephemeral: true }),
    said("broken", { severity: "error" }),
    said("using $PATH", { urn: "urn:pulumi:dev::pin-reset::pulumi:pulumi:Stack::pin-reset-dev" }),
    said("of nothing", { urn: "" }),
    { sequence: 1, timestamp: 1 },
  ];
  expect(noticesIn(events)).toEqual([]);
});

it("is in the Markdown as text, each line of it", () => {
  const markdown = markdownOf(report({ notices: ['The profile "<b>" has:\n  omaSettings[1]'] }));
  expect(markdown).toContain('- `The profile "<b>" has:`\n  `  omaSettings[1]`');
});
