import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { essenceOf, tells } from "../../../tools/demo/essence.ts";
import { continued, wrappedLines } from "../../../tools/demo/fit.ts";

const shown = (output: string, matters: (line: string) => boolean, width = 80) =>
  essenceOf(output, matters, width).map(stripVTControlCharacters);

describe("what the demo shows of a command's output", () => {
  it("is Pulumi's counts, on one line, and none of its progress and warnings", () => {
    const output = [
      "Updating (dev):",
      "@ updating....",
      " ~  pulumi:pulumi:Stack pin-reset-dev refreshing (0s) warning: using pulumi-resource-azuread from $PATH at /x",
      "    warning: using pulumi-resource-azuread from $PATH at /x",
      "Resources:",
      "    \u001b[33m~ 2 updated\u001b[0m",
      "    9 unchanged",
      "Duration: 3s",
    ];
    expect(shown(output.join("\n"), tells.pulumi)).toEqual(["    ~ 2 updated, 9 unchanged"]);
  });

  it("is of doctor what failed and its conclusion, but no conclusion that goes on below", () => {
    const output = [
      "ok       The credentials sign in (sign-in)",
      "fault    A policy sets EnablePinRecovery (profile-present)",
      "         No policy sets it.",
      "verdict  A reset will not work, because:",
      "Of 36 checks: 1 with a fault.",
    ];
    expect(shown(output.join("\n"), tells.doctor)).toEqual([
      "fault    A policy sets EnablePinRecovery (profile-present)",
      "Of 36 checks: 1 with a fault.",
    ]);
    expect(shown("verdict  A reset will work.\nAll is well: 36 checks.", tells.doctor)).toHaveLength(2);
  });

  it("is of a reset the passcode, and nothing for a support case", () => {
    const output = "PHONE-01: done\nDevice      PHONE-01\nPasscode    123456\nRequest id  7d74ff47";
    expect(shown(output, tells.reset)).toEqual(["Device      PHONE-01", "Passcode    123456"]);
  });

  it("fits 50 columns, words longer than that included", () => {
    const output = `    error: ${"a fault ".repeat(12)}\n      ${"x".repeat(90)}`;
    const lines = shown(output, tells.refusal, 50);
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.filter((line) => line.length > 50)).toEqual([]);
  });
});

describe("a command that is longer than the screen", () => {
  const command = `npm run pulumi -- import ${"a-type:of:Resource ".repeat(5)}--yes`;

  it("is on lines that a shell takes as one, none of them too wide with its prompt", () => {
    const lines = `$ ${continued(command, 50)}`.split("\n");
    expect(lines.filter((line) => line.length > 50)).toEqual([]);
    expect(lines.slice(0, -1).every((line) => line.endsWith(" \\"))).toBe(true);
    expect(lines.map((line) => line.replace(/\\$/, "").trim()).join(" ")).toBe(`$ ${command}`);
    expect(wrappedLines(lines.join("\n"), 50)).toEqual(lines);
  });

  it("is left alone where it fits", () => {
    expect(continued(command, 200)).toBe(command);
  });
});
