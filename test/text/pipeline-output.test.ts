import { text } from "node:stream/consumers";
import fc from "fast-check";
import { expect, it } from "vitest";
import { isReadByRunner, keepFromRunner, lineFilter } from "../../text/pipeline-output.ts";
import { fakeStream } from "../cli/support/streams.ts";
import { commandsIn as commandsOfAzure } from "../pipelines/support/azure-runner.ts";
import { commandsIn as commandsOfGitHub } from "../pipelines/support/github-runner.ts";

const parts = fc.constantFrom(
  ...[
    "##vso[task.complete result=Failed]",
    "#",
    "##",
    "vso[a.b]",
    "##[error]",
    "::error::",
    ":",
    "::",
    "error::",
  ],
  ...[
    "\n",
    "\r",
    "\r\n",
    " ",
    "\t",
    "\u00a0",
    "\ufe0f",
    "\u0301",
    "\u200b",
    "\u0085",
    "\u2028",
    "\u001b[0m",
    "x",
  ],
);
const printed = fc.array(parts, { maxLength: 12 }).map((found) => found.join(""));

it("no text that another program prints in a pipeline is a command of its runner, however it comes in", async () => {
  await fc.assert(
    fc.asyncProperty(printed, fc.nat(20), async (given, at) => {
      const bytes = Buffer.from(given);
      const filter = lineFilter("text");
      filter.write(bytes.subarray(0, at));
      filter.end(bytes.subarray(at));
      const passed = await text(filter);
      expect([...commandsOfAzure(passed), ...commandsOfGitHub(passed)]).toEqual([]);
      expect(passed.split("\n")).toHaveLength(given.replaceAll("\r\n", "\n").split("\n").length);
    }),
  );
});

it("JSON that another program prints in a pipeline, such as an exported state, stays the same JSON", async () => {
  await fc.assert(
    fc.asyncProperty(printed, async (given) => {
      const filter = lineFilter("json");
      filter.end(JSON.stringify({ [given]: given }, undefined, 2));
      const passed = await text(filter);
      expect(JSON.parse(passed)).toEqual({ [given]: given });
      expect([...commandsOfAzure(passed), ...commandsOfGitHub(passed)]).toEqual([]);
    }),
  );
});

it("no line that this program prints in a pipeline is a command of its runner", () => {
  fc.assert(
    fc.property(printed, (given) => {
      const stream = fakeStream();
      keepFromRunner({ TF_BUILD: "True" }, stream);
      stream.write(`${given}\n`);
      expect([...commandsOfAzure(stream.text), ...commandsOfGitHub(stream.text)]).toEqual([]);
    }),
  );
});

it("a terminal, and what no runner reads, is left alone", () => {
  expect(isReadByRunner({ TF_BUILD: "True" }, fakeStream(80))).toBe(false);
  expect(isReadByRunner({}, fakeStream())).toBe(false);
  expect(isReadByRunner({ GITHUB_ACTIONS: "true" }, fakeStream())).toBe(true);
  const stream = fakeStream();
  keepFromRunner({}, stream);
  stream.write("##vso[a.b]\n");
  expect(stream.text).toBe("##vso[a.b]\n");
});
