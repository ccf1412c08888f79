import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeDevice, deviceSchema, nameOf } from "../../cli/devices/device.ts";
import { fault } from "../../cli/doctor/finding.ts";
import { printResults } from "../../cli/doctor/report.ts";
import { markdownOf } from "../../cli/drift/markdown.ts";
import { printReport } from "../../cli/drift/print.ts";
import { sarifOf } from "../../cli/drift/sarif.ts";
import { asFailure, CommandError, failureText } from "../../cli/errors.ts";
import { createOutput, outputFormat } from "../../cli/output.ts";
import { startProgress } from "../../cli/progress.ts";
import { Passcode } from "../../cli/reset/passcode.ts";
import { choicesOf } from "../../cli/reset/picker/choices.ts";
import { flowed, lineOf, widthsOf } from "../../cli/reset/picker/lines.ts";
import { printReport as printReset } from "../../cli/reset/report.ts";
import { responseError } from "../../graph/errors.ts";
import { issuesError } from "../../settings/issues.ts";
import { jsonText } from "../../text/plain-text.ts";
import { change, report } from "./drift/support.ts";
import { fakeStream } from "./support/streams.ts";

const acting = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

const hostile = fc.oneof(
  fc.string({ unit: "binary", minLength: 1 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          "\u001b]52;c;aGk=\u0007",
          "\u001b[31m",
          "\u009b2J",
          "\u202e",
          "\u2066",
          "\u200b",
          "\u00ad",
          "\ufeff",
        ],
        ...[
          "\r",
          "\n",
          "\u0085",
          "\u2028",
          "\u2029",
          "\ud800",
          "\u{e0041}",
          "a",
          "|",
          "`",
          "##vso[a.b]",
          "::error::",
        ],
      ),
      { minLength: 1 },
    )
    .map((parts) => parts.join("")),
);

type Print = (text: string, output: ReturnType<typeof outputTo>) => void;

function outputTo(format: (typeof outputFormat.options)[number]) {
  const [stdout, stderr] = [fakeStream(), fakeStream()];
  return { output: createOutput(format, { stdout, stderr }), stdout, stderr, format };
}

const deviceOf = (text: string) =>
  deviceSchema.parse({
    id: text,
    deviceName: text,
    userDisplayName: text,
    osVersion: text,
    serialNumber: text,
  });

const driftOf = (text: string) =>
  report({
    stack: text,
    drifted: [
      change({ name: text, differences: [{ path: text, declared: text, actual: { [text]: [text] } }] }),
    ],
    pending: [change({ differences: [{ path: text, declared: text, actual: undefined }] })],
    authors: new Map([[change().urn, { changedBy: text, changedAt: text }]]),
  });

const graphError = (text: string) =>
  responseError(
    new Response(null, { status: 400, headers: { "content-type": "application/json" } }),
    JSON.stringify({ error: { code: text, message: text, innerError: { "request-id": text } } }),
    { method: "GET", path: `/groups/${text}`, host: "graph.microsoft.com", clientRequestId: "1" },
  );

const kinds: Record<string, Print> = {
  "a list": (text, { output }) =>
    output.rows([{ key: "name", title: "Name", value: (row: string) => row }], [text, text]),
  "one thing": (text, { output }) =>
    output.record([{ key: "name", title: "Name", value: (row: string) => row }], text),
  "a reset": (text, { output, stdout }) => {
    const report = {
      device: deviceOf(text),
      passcode: new Passcode("123456"),
      setAt: "2026-01-31T08:00:00Z",
      visibleUntil: "2026-02-07T08:00:00Z",
      requestId: text,
    };
    printReset(output, report, { stdout });
    printReset(output, report, { stdout: fakeStream(80) });
  },
  "the list of devices": (text, { stdout }) => {
    const choices = choicesOf([deviceOf(text)], { allowPlatforms: [] });
    for (const choice of choices) {
      stdout.write(`${lineOf(choice, widthsOf(choices, 40), 40)}\n${flowed(choice.about, 40).join("\n")}`);
    }
  },
  "the notes": (text, { output }) => {
    const device = deviceOf(text);
    output.note(`The passcode of ${describeDevice(device)} would be reset.`);
    output.note(text);
    output.data(text);
  },
  "the doctor's report": (text, { output, stdout }) =>
    printResults(
      output,
      [{ id: "a", title: "A", state: "fault", findings: [fault("valueFalse", text, text)] }],
      {
        outcome: "works",
        groups: [text],
        reasons: [{ check: "a", state: "warning", code: "valueFalse", message: text, source: "https://b" }],
        missingPermissions: [],
      },
      stdout,
    ),
  "the drift report": (text, { output, stdout }) => {
    printReport(output, driftOf(text), stdout);
    stdout.write(markdownOf(driftOf(text)));
    stdout.write(jsonText(sarifOf(driftOf(text), "Pulumi.dev.yaml"), 2));
  },
  "the progress": (text, { stderr }) => startProgress(stderr, text).update(`${nameOf(deviceOf(text))}: done`),
  "the errors": (text, { stderr, format }) => {
    for (const error of [
      graphError(text),
      new CommandError("noDevice", text, { hint: text }),
      new Error(text),
    ]) {
      stderr.write(failureText(asFailure(error, false), format === "json"));
    }
    stderr.write(issuesError([{ code: "badSetting", message: text, hint: text }]).message);
  },
};

describe.each(outputFormat.options)("as %s", (format) => {
  it.each(Object.entries(kinds))(
    "%s: no text of the tenant brings a character that a terminal acts on",
    (_, print) => {
      fc.assert(
        fc.property(hostile, (text) => {
          const to = outputTo(format);
          print(text, to);
          const shown = to.stdout.text + to.stderr.text;
          expect(shown).not.toBe("");
          expect(acting.exec(shown)).toBeNull();
        }),
      );
    },
  );
});

it("a text of the tenant breaks no line of a table, of a device's words or of Graph's message", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const { output, stdout } = outputTo("table");
      output.rows([{ key: "name", title: "Name", value: (row: string) => row }], [text]);
      expect(stdout.text.trimEnd().split("\n").length).toBeLessThanOrEqual(2);
      expect(describeDevice(deviceOf(text))).not.toContain("\n");
      expect(graphError(text).graphMessage ?? "").not.toContain("\n");
    }),
  );
});

it("JSON output says of a device what Graph says, whatever it is", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const { output, stdout } = outputTo("json");
      output.record([{ key: "name", title: "Name", value: () => deviceOf(text).deviceName }], text);
      expect(JSON.parse(stdout.text).name).toBe(text);
    }),
  );
});
