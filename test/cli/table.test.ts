import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { type Column, createOutput, type OutputFormat } from "../../cli/output.ts";
import { fakeStream } from "./support/streams.ts";

type Row = { readonly name: string; readonly user: string; readonly at: string; readonly note: string };

const columns: readonly Column<Row>[] = [
  { key: "name", title: "Name", value: ({ name }) => name, table: { priority: 1 } },
  { key: "user", title: "User", value: ({ user }) => user, table: { priority: 2, min: 10 } },
  {
    key: "at",
    title: "At",
    value: ({ at }) => at,
    table: { priority: 3, short: ({ at }) => at.slice(0, 5) },
  },
  { key: "note", title: "Note", value: ({ note }) => note, table: { priority: 4 } },
];

const row: Row = {
  name: "PHONE-01",
  user: "samantha@contoso.example",
  at: "12:34:56.789Z",
  note: "not supported on Windows",
};

function printed(width: number | undefined, rows: readonly Row[] = [row], format: OutputFormat = "table") {
  const [stdout, stderr] = [fakeStream(width), fakeStream(width)];
  createOutput(format, { stdout, stderr }).rows(columns, rows);
  return { lines: stdout.text.trimEnd().split("\n"), text: stdout.text, notes: stderr.text };
}

describe("a table on a terminal", () => {
  it("has all columns where there is room, short values in place of long ones, and no note", () => {
    expect(printed(120)).toMatchObject({
      lines: [
        "Name      User                      At     Note",
        "PHONE-01  samantha@contoso.example  12:34  not supported on Windows",
      ],
      notes: "",
    });
  });

  it("leaves out the least important columns, whole, before any value is cut, and names them", () => {
    expect(printed(50)).toMatchObject({
      lines: ["Name      User                      At", "PHONE-01  samantha@contoso.example  12:34"],
      notes: "1 column not shown: Note; --output json has all.\n",
    });
    expect(printed(35)).toMatchObject({
      lines: ["Name      User", "PHONE-01  samantha@contoso.example"],
      notes: "2 columns not shown: At, Note;\n--output json has all.\n",
    });
  });

  it("cuts the next column to go rather than leaving it out, down to its own least width", () => {
    expect(printed(24).lines).toEqual(["Name      User", "PHONE-01  samantha@cont…"]);
    expect(printed(19).lines).toEqual(["Name", "PHONE-01"]);
  });

  it("cuts what is never left out only when nothing else is there", () => {
    expect(printed(6).lines).toEqual(["Name", "PHONE…"]);
  });

  it("keeps columns in line where names are Chinese, have combining marks or an emoji", () => {
    const names = ["王小明的电脑", "Zoe\u0308", "📱 Sam", "PHONE-01"];
    const { lines } = printed(
      120,
      names.map((name) => ({ ...row, name })),
    );
    const starts = lines.slice(1).map((line) => stringWidth(line.slice(0, line.indexOf("samantha"))));
    expect(starts).toEqual([14, 14, 14, 14]);
    expect(printed(6, [{ ...row, name: "王小明的电脑" }]).lines).toEqual(["Name", "王小…"]);
  });

  it("is 80 columns wide where a terminal does not say how wide it is", () => {
    expect(printed(0).lines.at(-1)).toContain("not supported on Windows");
    expect(printed(0, [{ ...row, note: "n".repeat(80) }]).notes).toContain("not shown: Note;");
  });

  it("is whole where it goes to a file or a pipe, with the values as they are", () => {
    expect(printed(undefined)).toMatchObject({
      lines: [
        "Name      User                      At             Note",
        "PHONE-01  samantha@contoso.example  12:34:56.789Z  not supported on Windows",
      ],
      notes: "",
    });
  });
});

const anything = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc
    .array(fc.constantFrom("王", "👩‍💻", "e\u0301", "🇩🇪", "한", "x y", " ", "longer words ", "`", "\u0600"))
    .map((parts) => parts.join("")),
);
const anyRow = fc.record({ name: anything, user: anything, at: anything, note: anything });

describe("whatever a tenant holds", () => {
  it("no line of a table or of one thing is wider than the terminal", () => {
    fc.assert(
      fc.property(
        fc.array(anyRow, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 8, max: 140 }),
        (rows, width) => {
          const [stdout, stderr] = [fakeStream(width), fakeStream(width)];
          const output = createOutput("table", { stdout, stderr });
          output.rows(columns, rows);
          for (const one of rows) {
            output.record(columns, one);
          }
          output.rows(
            [...columns, ...columns].map(({ key, title, value }) => ({ key, title, value })),
            rows,
          );
          const widths = stdout.text.split("\n").map((line) => stringWidth(line));
          expect(Math.max(...widths)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  it("JSON and CSV do not depend on the terminal's width", () => {
    fc.assert(
      fc.property(fc.array(anyRow), fc.integer({ min: 1, max: 140 }), (rows, width) => {
        for (const format of ["json", "csv"] as const) {
          expect(printed(width, rows, format).text).toBe(printed(undefined, rows, format).text);
        }
      }),
    );
  });
});

describe("one thing on a terminal", () => {
  const about: readonly Column<Row>[] = [
    { key: "name", title: "Name", value: ({ name }) => name },
    { key: "note", title: "Shown in Intune until", value: ({ note }) => note },
  ];

  function record(width: number | undefined, change: Partial<Row>): string[] {
    const [stdout, stderr] = [fakeStream(width), fakeStream()];
    createOutput("table", { stdout, stderr }).record(about, { ...row, ...change });
    return stdout.text.trimEnd().split("\n");
  }

  it("wraps a long value between words, under its first line", () => {
    expect(record(50, { note: "the second of three months, or whenever the device asks" })).toEqual([
      "Name                   PHONE-01",
      "Shown in Intune until  the second of three months,",
      "                       or whenever the device asks",
    ]);
  });

  it("wraps what is within backticks as anything else", () => {
    expect(record(40, { note: "see `several words of a tenant` now" }).slice(1)).toEqual([
      "Shown in Intune until  see `several",
      "                       words of a",
      "                       tenant` now",
    ]);
  });

  it("puts a word that is too long for the room beside the titles under its title, whole", () => {
    const id = "00000000-0000-4000-8000-000000000001";
    expect(record(50, { note: id })).toEqual([
      "Name                   PHONE-01",
      "Shown in Intune until",
      `  ${id}`,
    ]);
  });

  it("is one line a value where it goes to a file or a pipe", () => {
    const note = "word ".repeat(40).trim();
    expect(record(undefined, { note })).toEqual([
      "Name                   PHONE-01",
      `Shown in Intune until  ${note}`,
    ]);
  });
});

it("a note is wrapped between words, keeps its indent, and leaves a link whole", () => {
  const [stdout, stderr] = [fakeStream(30), fakeStream(30)];
  const link = "https://learn.microsoft.com/intune/remote-actions/device-passcode-reset";
  createOutput("table", { stdout, stderr }).note(
    `  Two of three devices were reset, see ${link} for more.\nDone.`,
  );
  expect(stderr.text.split("\n")).toEqual([
    "  Two of three devices were",
    "  reset, see",
    `  ${link}`,
    "  for more.",
    "Done.",
    "",
  ]);
});

it.each([
  [
    "Restore what drifted: npm run pin-reset -- fleet heal --tenant contoso",
    ["Restore what drifted:", "npm run pin-reset -- fleet heal --tenant contoso"],
  ],
  [
    "It is restored by (`npm run pulumi -- up --stack prod`), once.",
    ["It is restored by", "(`npm run pulumi -- up --stack prod`),", "once."],
  ],
])("a note leaves a command on one line, so that it can be copied and run: %s", (text, lines) => {
  const [stdout, stderr] = [fakeStream(30), fakeStream(30)];
  createOutput("table", { stdout, stderr }).note(text);
  expect(stderr.text.trimEnd().split("\n")).toEqual(lines);
});
