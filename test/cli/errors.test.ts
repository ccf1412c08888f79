import { expect, it } from "vitest";
import { asFailure, CommandError, exitCodeOf, failureText } from "../../cli/errors.ts";
import { CredentialError } from "../../graph/credentials/errors.ts";
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
    new CommandError("noStack", "Only this."),
    { code: "noStack", message: "Only this.", ending: "failed" },
  ],
  [
    "Graph's own",
    new GraphError({ code: "forbidden", ...call, status: 403 }, { hint: "Grant it." }),
    { code: "forbidden", message: expect.stringContaining("403"), hint: "Grant it.", ending: "failed" },
  ],
  [
    "any other",
    new Error("First line.\nSecond line."),
    { code: "failed", message: "First line.\nSecond line.", ending: "failed" },
  ],
  [
    "a refused sign-in",
    new CredentialError({ code: "rejected", message: "Could not sign in.", hint: "Check the secret." }),
    { code: "rejected", message: "Could not sign in.", hint: "Check the secret.", ending: "failed" },
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

it("a failure is wrapped between words where the terminal is narrow, and JSON never is", () => {
  const failure = asFailure(
    new CommandError("noDevice", "one two three four", { hint: "five six seven" }),
    false,
  );
  expect(failureText(failure, false, 10)).toBe("one two\nthree four\nfive six\nseven\n");
  expect(failureText(failure, false)).toBe("one two three four\nfive six seven\n");
  expect(failureText(failure, true, 10).trimEnd().split("\n")).toHaveLength(1);
});
