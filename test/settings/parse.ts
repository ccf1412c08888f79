import * as pulumi from "@pulumi/pulumi";
import { expect } from "vitest";
import { parseSettings, type Settings } from "../../settings.ts";

/** Makes the project `pin-reset` with the stack `dev` the running one, as names and issues need it. */
export function startProject(): Promise<void> {
  return pulumi.runtime.setMocks(
    { newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: ({ inputs }) => inputs },
    "pin-reset",
    "dev",
    false,
  );
}

/** The project's settings as Pulumi hands them to a program: texts as they are, all else as JSON. */
export function asConfig(given: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(given).map(([key, value]) => [
    `pin-reset:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(texts);
}

/** The settings, or what was thrown instead. */
export function parse(
  given: Readonly<Record<string, unknown>>,
): { settings: Settings } | { thrown: unknown } {
  try {
    return { settings: parseSettings(asConfig(given)) };
  } catch (thrown) {
    return { thrown };
  }
}

/** The text of the RunError that the settings are refused with. */
export function issuesOf(given: Readonly<Record<string, unknown>>): string {
  const result = parse(given);
  if ("settings" in result || !pulumi.RunError.isInstance(result.thrown)) {
    throw new Error(`expected a RunError for ${JSON.stringify(given)}`);
  }
  return result.thrown.message;
}

/** Some settings, what is wrong with them, and lines of what to do. */
export type IssueCase = [given: Record<string, unknown>, said: string, ...hint: string[]];

/** Expects just one issue of the settings beside good assignments. */
export function expectOneIssue(...[given, said, ...hint]: IssueCase): void {
  const message = issuesOf({ assignments: { allUsers: true }, ...given });
  expect(message).toContain("Stack dev has 1 issue; nothing was created or changed.\n");
  expect(message).toContain(`\n  ${said}`);
  for (const line of hint) {
    expect(message).toContain(`\n    ${line}`);
  }
}
