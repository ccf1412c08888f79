import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineCommand } from "../../../cli/command.ts";
import { queryOutput } from "../../../cli/query/query-output.ts";
import { fakeStream } from "../support/streams.ts";

const devices = [
  { name: "PHONE-01", user: "sam@contoso.example", resettable: true },
  { name: "PC-7", user: null, resettable: false },
];

let runs = 0;

function command(printsPasscodes: boolean) {
  return defineCommand({
    name: "list",
    summary: "Lists.",
    details: [],
    options: z.strictObject({}),
    ...(printsPasscodes ? { printsPasscodes } : {}),
    examples: [],
    calls: [],
    async run({ output }) {
      runs += 1;
      output.record([{ key: "count", title: "Count", value: () => 2 }], {}, devices);
      return undefined;
    },
  });
}

async function run(given: Record<string, unknown>, { printsPasscodes = false } = {}) {
  const [stdout, stderr] = [fakeStream(), fakeStream()];
  const { signal } = new AbortController();
  const around = { env: {}, stdin: process.stdin, stdout, stderr, signal };
  const error = await command(printsPasscodes)
    .run(given, around)
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  return { text: stdout.text, error };
}

describe("--query", () => {
  it.each([
    ["[].name", '[\n  "PHONE-01",\n  "PC-7"\n]\n'],
    ["[?resettable].name | [0]", '"PHONE-01"\n'],
    ["nothing", "null\n"],
  ])("prints what %s selects as JSON, without --output json", async (query, text) => {
    expect(await run({ query })).toEqual({ text, error: undefined });
  });

  it.each([
    ["csv", "name,user\nPHONE-01,sam@contoso.example\nPC-7,\n"],
    ["table", "name      user\nPHONE-01  sam@contoso.example\nPC-7\n"],
  ])("prints a list of objects as %s", async (output, text) => {
    const { text: printed, error } = await run({ query: "[].{name: name, user: user}", output });
    expect([printed, error]).toEqual([text, undefined]);
  });

  it.each([
    ["[?name=='x'", "something is missing at the end\n  [?name=='x'\n             ^"],
    ["[].name user", "unexpected user\n  [].name user\n          ^"],
    ["[].{name: #}", "cannot be read from here: #}\n  [].{name: #}\n            ^"],
    ["frist(@)", "there is no function frist\n  frist(@)\n  ^"],
    ["", "something is missing at the end\n  \n  ^"],
  ])("shows where %j is wrong, before the command does anything", async (query, message) => {
    const before = runs;
    const { text, error } = await run({ query });
    expect(error).toMatchObject({
      code: "usage",
      ending: "usage",
      message: `--query is not a JMESPath expression: ${message}`,
    });
    expect([text, runs]).toEqual(["", before]);
  });

  it.each([
    [{ query: "abs(@)" }, /unexpected type|type/],
    [{ query: "[].name", output: "csv" }, /takes a list of objects/],
  ])("prints the whole output where %j fails, so that a passcode is not lost", async (given, why) => {
    const { text, error } = await run(given);
    expect(JSON.parse(text)).toEqual(devices);
    expect(error).toMatchObject({ code: "queryFailed", message: expect.stringMatching(why) });
  });

  it.each(["csv", "table"])(
    "is refused with --output %s where passcodes would be altered",
    async (output) => {
      const before = runs;
      const { error } = await run({ query: "[]", output }, { printsPasscodes: true });
      expect(error).toMatchObject({ code: "usage", message: expect.stringContaining("Nothing was reset") });
      expect(runs).toBe(before);
    },
  );

  it.each([
    ["passcod", true],
    ["device", false],
  ])("%s of an output with a passcode: whether nobody saw it is %j", (query, hid) => {
    const [stdout, stderr] = [fakeStream(), fakeStream()];
    const queried = queryOutput(query, "json", { stdout, stderr });
    queried.stdout.write('{"passcode":"123456","device":null}\n');
    queried.stdout.write('{"passcode":"234567","device":{"name":"A"}}\n');
    expect(queried.hidPasscodes()).toBe(hid);
  });

  it("prints the result of each line as soon as it is there, on one line", () => {
    const [stdout, stderr] = [fakeStream(), fakeStream()];
    const queried = queryOutput("passcode", "json", { stdout, stderr });
    queried.stdout.write('{"passcode":"123456","name":"A"}\n');
    expect(stdout.text).toBe('"123456"\n');
    queried.stdout.write('{"passcode":null}\n{"broken');
    queried.end();
    expect(stdout.text).toContain('{"broken');
  });
});
