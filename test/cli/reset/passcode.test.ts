import { format, inspect } from "node:util";
import { expect, it } from "vitest";
import { Passcode } from "../../../cli/reset/passcode.ts";

const passcode = new Passcode("483920");

it.each([
  ["JSON", JSON.stringify({ passcode })],
  ["a template string", `${passcode}`],
  ["concatenation", String(["is", passcode])],
  ["inspection", inspect({ passcode }, { depth: 5, showHidden: true })],
  ["formatting", format("%s %o %j", passcode, passcode, { passcode })],
  ["an error", new Error("failed", { cause: passcode }).stack ?? ""],
])("a passcode does not show in %s", (_where, text) => {
  expect(text).not.toContain("483920");
});

it("a passcode shows to whoever asks for it", () => {
  expect(passcode.reveal()).toBe("483920");
});
