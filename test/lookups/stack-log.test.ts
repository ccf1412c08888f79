import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { warnOfRemovedScopes } from "../../components/consent.ts";
import { warnOfLargerGrants } from "../../lookups/existing-grants.ts";
import { warnOfMixedGroups } from "../../lookups/mixed-groups.ts";
import { stackLog } from "../../lookups/stack-log.ts";
import type { AssignedTarget } from "../../lookups/targets.ts";
import { inArgumentsOf, keepSecret } from "../../settings/names.ts";
import { startEngine } from "../components/engine.ts";
import { trackedFiles } from "../documents.ts";

let said: string[];

beforeEach(async () => {
  await startEngine();
  said = [];
  for (const level of ["warn", "info"] as const) {
    vi.spyOn(pulumi.log, level).mockImplementation(async (message) => {
      said.push(message);
    });
  }
});

afterEach(() => vi.restoreAllMocks());

const acting = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const signs = [
  "\u001b]52;c;aGk=\u0007",
  "\u009b2J",
  "\u202e",
  "\u200b",
  "\r",
  "\n",
  "\u2028",
  "\ud800",
  "a",
  '"',
];
const hostile = fc.oneof(
  fc.string({ unit: "binary", minLength: 1 }),
  fc.array(fc.constantFrom(...signs), { minLength: 1 }).map((parts) => parts.join("")),
);

/** Checks that one message was said, in so many lines, of which none acts on a terminal. */
function expectPlain(lines: number): void {
  expect(said).toHaveLength(1);
  const [message = ""] = said.splice(0);
  expect(message).not.toMatch(acting);
  expect(message.split("\n")).toHaveLength(lines);
}

const exclusion = (groupName: string): AssignedTarget[] => [
  { type: "allUsers" },
  { type: "exclusionGroup", groupId: "g", groupName },
];
const nothing = { find: () => undefined, urnsOf: () => [] };
const consent = { clientScopes: [], serviceScopes: [], directoryAppId: "d" };

describe("what the program says in a run", () => {
  it("shows the name of a group as it is, and no sign that acts on a terminal", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (name) => {
        const rules = new Map([["g", "device.model -eq 1"]]);
        for (const membershipRules of [rules, new Map<string, string>()]) {
          const directory = Promise.resolve({ targets: exclusion(name), membershipRules });
          await warnOfMixedGroups("p", directory, Promise.resolve(nothing));
          expectPlain(1);
        }
      }),
    );
  });

  it("shows the permissions of a grant so, where they are taken over and where they are removed", () => {
    fc.assert(
      fc.property(hostile, (scope) => {
        const grant = { id: "i", clientObjectId: "c", resourceObjectId: "r", scopes: [scope] };
        warnOfLargerGrants({ service: grant }, consent);
        expectPlain(2);
        warnOfRemovedScopes({
          name: "grant",
          oldInputs: { claimValues: [scope] },
          newInputs: { claimValues: [] },
        });
        expectPlain(1);
      }),
    );
  });

  it.each(["$(id)", "`id`", 'a";id;"', "$HOME", "a&b"])(
    "gives no line to type with the permission %s",
    (scope) => {
      const grant = { id: "i", clientObjectId: "c", resourceObjectId: "r", scopes: ["User.Read", scope] };
      warnOfLargerGrants({ service: grant }, consent);
      expect(said.join("\n")).not.toContain("pulumi config set");
      expect(said.join("\n")).toContain("pin-reset:consent.serviceScopes in the settings file");
    },
  );

  it("keeps the lines of a message of several", () => {
    stackLog.info("a\n  b\u001b");
    expect(said).toEqual(["a\n  b\\u{1B}"]);
  });

  it("goes through its own log alone", () => {
    const sources = trackedFiles(
      "components/*.ts",
      "lookups/*.ts",
      "settings/*.ts",
      "index.ts",
      "settings.ts",
    );
    const others = sources.filter((file) =>
      /\bpulumi\.log\.(?:warn|info|error|debug)\(/.test(readFileSync(file, "utf8")),
    );
    expect(others.filter((file) => file !== "lookups/stack-log.ts")).toEqual([]);
  });
});

it("shows no secret argument of the component that says it", () => {
  inArgumentsOf('PinReset "p"', () => {
    keepSecret({ group: "Board members" });
    stackLog.warn('The group "Board members" is empty.');
  });
  expect(said).toEqual(['The group "[secret]" is empty.']);
});
