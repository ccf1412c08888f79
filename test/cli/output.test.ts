import { describe, expect, it } from "vitest";
import { type Column, createOutput, type OutputFormat } from "../../cli/output.ts";
import { fakeStream } from "./support/streams.ts";

type Row = { name: string; size: number | undefined; note: string };

const columns: Column<Row>[] = [
  { key: "name", title: "Name", value: ({ name }) => name },
  { key: "size", title: "Size", value: ({ size }) => size },
  { key: "note", title: "Note", value: ({ note }) => note },
];

const rows: Row[] = [
  { name: "PHONE-01", size: 1, note: "a, b" },
  { name: "L", size: undefined, note: "=1+1" },
];

function outputTo(format: OutputFormat, width?: number) {
  const [stdout, stderr] = [fakeStream(width), fakeStream()];
  return { output: createOutput(format, { stdout, stderr }), stdout, stderr };
}

describe("rows", () => {
  it("are a table whose columns stand under their titles", () => {
    const { output, stdout } = outputTo("table");
    output.rows(columns, rows);
    expect(stdout.text.split("\n")).toEqual([
      "Name      Size  Note",
      "PHONE-01  1     a, b",
      "L               =1+1",
      "",
    ]);
  });

  it("are cut to a narrow terminal, and whole without one", () => {
    const long = [{ name: "x".repeat(40), size: 1, note: "y".repeat(40) }];
    const narrow = outputTo("table", 40);
    narrow.output.rows(columns, long);
    expect(Math.max(...narrow.stdout.text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(40);
    const wide = outputTo("table");
    wide.output.rows(columns, long);
    expect(wide.stdout.text).toContain("x".repeat(40));
  });

  it("neither move the cursor nor break a line, whatever a device is called", () => {
    const { output, stdout } = outputTo("table");
    output.rows(columns, [{ name: "a\u001b[2Jb\u0007\nc", size: 1, note: "" }]);
    expect(stdout.text).toContain("a\\u{1B}[2Jb\\u{7}\\u{A}c");
    expect(stdout.text).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  it("are a JSON array of objects, with null for what is not there", () => {
    const { output, stdout } = outputTo("json");
    output.rows(columns, rows);
    expect(JSON.parse(stdout.text)).toEqual([
      { name: "PHONE-01", size: 1, note: "a, b" },
      { name: "L", size: null, note: "=1+1" },
    ]);
  });

  it("are CSV with a header, in which nothing is a formula", () => {
    const { output, stdout } = outputTo("csv");
    output.rows(columns, rows);
    expect(stdout.text).toBe('name,size,note\nPHONE-01,1,"a, b"\nL,,\'=1+1\n');
  });
});

describe("one thing", () => {
  it("is a line for each of its parts, an object, or CSV of one row", () => {
    const [row] = rows;
    if (row === undefined) {
      throw new Error("There is no row.");
    }
    const printed = (["table", "json", "csv"] as const).map((format) => {
      const { output, stdout } = outputTo(format);
      output.record(columns, row);
      return stdout.text;
    });
    expect(printed).toEqual([
      "Name  PHONE-01\nSize  1\nNote  a, b\n",
      '{\n  "name": "PHONE-01",\n  "size": 1,\n  "note": "a, b"\n}\n',
      'name,size,note\nPHONE-01,1,"a, b"\n',
    ]);
  });

  it("is the JSON that is given for it", () => {
    const [row] = rows;
    if (row === undefined) {
      throw new Error("There is no row.");
    }
    const { output, stdout } = outputTo("json");
    output.record(columns, row, { nested: { name: row.name } });
    expect(JSON.parse(stdout.text)).toEqual({ nested: { name: "PHONE-01" } });
  });
});

it("notes go to standard error, data to standard output", () => {
  const { output, stdout, stderr } = outputTo("table");
  output.note("for the user");
  output.data("for a pipe");
  expect([stdout.text, stderr.text]).toEqual(["for a pipe\n", "for the user\n"]);
});

it("keeps to the same columns over many rows, and loses none of them", () => {
  const { output, stdout } = outputTo("table");
  const columns = [
    { key: "name", title: "Name", value: ({ name }: { name: string }) => name },
    { key: "end", title: "End", value: () => "x" },
  ];
  output.rows(
    columns,
    Array.from({ length: 250 }, (_row, index) => ({ name: "n".repeat(1 + (index % 7)) })),
  );
  const lines = stdout.text.trimEnd().split("\n");
  expect(lines.length).toBe(251);
  expect(new Set(lines.slice(1).map((line) => line.indexOf("x")))).toEqual(new Set([9]));
});
