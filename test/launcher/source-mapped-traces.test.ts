import { afterEach, expect, it } from "vitest";
import { disableSourceMappedTraces } from "../../launcher/source-mapped-traces.ts";

const { prepareStackTrace } = Error;

afterEach(() => {
  if (prepareStackTrace) {
    Error.prepareStackTrace = prepareStackTrace;
  }
});

it("gives stacks as Node.js has them, whoever maps them", () => {
  Error.prepareStackTrace = () => "mapped";
  expect(new Error("before").stack).toBe("mapped");
  disableSourceMappedTraces();
  expect(new Error("after").stack).toMatch(/^Error: after\n\s+at .*source-mapped-traces/);
});
