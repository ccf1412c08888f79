import { expect, it } from "vitest";
import { asFailure, CommandError, exitCodeOf } from "../../cli/errors.ts";
import { GraphError } from "../../graph/errors.ts";

const call = { method: "GET", path: "/deviceManagement/managedDevices" };

it.each([
  [
    "a command's own",
    new CommandError("noDevice", "No device.", { hint: "Look again.", ending: "noDevice" }),
    { code: "noDevice", message: "No device.", hint: "Look again.", ending: "noDevice" },
  ],
  [
    "one without a hint",
    new CommandError("x", "Only this."),
    { code: "x", message: "Only this.", ending: "failed" },
  ],
  [
    "Graph's, by its kind",
    new GraphError({ kind: "forbidden", ...call, status: 403 }, "Grant it."),
    { code: "forbidden", hint: expect.stringContaining("Grant it."), ending: "failed" },
  ],
  [
    "any other",
    new Error("First line.\nWhat to do."),
    { code: "failed", message: "First line.", hint: "What to do." },
  ],
  ["what is no error", "text", { code: "failed", message: "text", ending: "failed" }],
])("a failure is %s", (_whose, error, failure) => {
  expect(asFailure(error, false)).toMatchObject(failure);
});

it("an interruption is one, whatever was thrown for it", () => {
  const failure = asFailure(new Error("aborted"), true);
  expect(failure).toEqual({ code: "interrupted", message: "Interrupted.", ending: "interrupted" });
  expect(exitCodeOf(failure.ending)).toBe(130);
});
