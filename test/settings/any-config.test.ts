import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { parseSettings } from "../../settings.ts";
import { asConfig, parse, startProject } from "./parse.ts";
import { validParts, validSettings } from "./valid-settings.ts";

beforeEach(startProject);

const key = fc.oneof(
  fc.constantFrom(
    ...[
      "tenantId",
      "consent",
      "profile",
      "assignments",
      "groups",
      "excludedGroups",
      "allDevices",
      "allUsers",
      "passcodeVault",
      "pipelineIdentity",
      "writers",
      "allowedIpRanges",
      "github",
      "azurePipelines",
      "deploy",
      "drift",
    ],
    ...[
      "group",
      "filter",
      "id",
      "mode",
      "clientScopes",
      "serviceScopes",
      "directoryAppId",
      "displayName",
      "kind",
      "scope",
    ],
    ...[
      "roleScopeTagIds",
      "webSignInAllowedUrls",
      "description",
      "__proto__",
      "constructor",
      "toString",
      "0",
      "",
    ],
  ),
  fc.string(),
);

const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null), fc.uuid()),
    fc.constantFrom(
      "device",
      "user",
      "settingsCatalog",
      "include",
      "exclude",
      "login.contoso.com",
      "Windows devices",
      "{}",
      "[]",
    ),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 5 }),
  ),
})).value;

const parts = ["tenantId", "consent", "profile", "assignments", "passcodeVault", "pipelineIdentity"];

/** A project's settings: anything at all, or good ones with one part made into anything. */
const anySettings = fc.oneof(
  fc.dictionary(key, value, { maxKeys: 5 }),
  fc
    .tuple(validSettings, validParts, fc.constantFrom(...parts), value)
    .map(([settings, others, part, other]) => ({ ...settings, ...others, [part]: other })),
  fc.tuple(validSettings, validParts).map(([settings, others]) => ({ ...settings, ...others })),
);

describe("any configuration", () => {
  it("gives settings that read the same again, or a RunError of a screen that names a setting", () => {
    fc.assert(
      fc.property(anySettings, (given) => {
        const result = parse(given);
        if ("settings" in result) {
          expect(parseSettings(asConfig(result.settings))).toEqual(result.settings);
          return;
        }
        expect(pulumi.RunError.isInstance(result.thrown)).toBe(true);
        const { message } = result.thrown as pulumi.RunError;
        expect(message).toMatch(
          /^Stack dev has \d+ issues?; nothing was created or changed\.\n {2}pin-reset:/,
        );
        // Each message is followed by a line to type, or to do.
        expect(message).not.toMatch(/\n {2}pin-reset:.*\n {0,3}\S/);
        // A terminal's 24 lines of 120 columns, less the two above it and the indent that the CLI adds.
        const rows = message.split("\n").map((line) => Math.ceil((line.length + 4) / 120));
        expect(rows.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(22);
      }),
      // A mapping whose members pass for an object's own methods once broke the explanation of what is wrong with it.
      {
        numRuns: 1000,
        examples: [[{ assignments: { groups: ["g"] }, profile: { displayName: { toString: 0 } } }]],
      },
    );
  });

  it("in texts that are no JSON does the same", () => {
    fc.assert(
      fc.property(fc.dictionary(key, fc.string(), { maxKeys: 5 }), (texts) => {
        const result = parse(texts);
        expect("settings" in result || pulumi.RunError.isInstance(result.thrown)).toBe(true);
      }),
    );
  });
});

it("good settings are taken as they are", () => {
  fc.assert(
    fc.property(validSettings, (given) => {
      const settings = parseSettings(asConfig(given));
      expect(settings.assignments.groups).toEqual(given.assignments.groups);
      expect(settings.profile).toMatchObject(given.profile ?? {});
      expect(settings.consent).toMatchObject(given.consent ?? {});
      expect(settings.tenantId).toBe(given.tenantId);
    }),
  );
});
