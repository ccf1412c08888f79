import * as pulumi from "@pulumi/pulumi";
import { expect } from "vitest";
import { parseSettings, type Settings } from "../../settings.ts";

/** Makes the project `pin-reset` with the stack `dev` the running one, as names and faults need it. */
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
export function faultsOf(given: Readonly<Record<string, unknown>>): string {
  const result = parse(given);
  if ("settings" in result || !pulumi.RunError.isInstance(result.thrown)) {
    throw new Error(`expected a RunError for ${JSON.stringify(given)}`);
  }
  return result.thrown.message;
}

/** Some settings, what is wrong with them, and lines of the way out. */
export type FaultCase = [given: Record<string, unknown>, problem: string, ...wayOut: string[]];

/** Expects just one fault of the settings beside good assignments. */
export function expectOneFault(...[given, problem, ...wayOut]: FaultCase): void {
  const message = faultsOf({ assignments: { allUsers: true }, ...given });
  expect(message).toContain("Stack dev has 1 fault; nothing was created or changed.\n");
  expect(message).toContain(`\n  ${problem}`);
  for (const line of wayOut) {
    expect(message).toContain(`\n    ${line}`);
  }
}
