import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tellOfChangedKind, warnOfMisplacedProfile } from "../../lookups/own-profiles.ts";
import type { Settings } from "../../settings.ts";
import { startProject } from "../settings/parse.ts";

const declared: Settings["profile"] = {
  kind: "settingsCatalog",
  displayName: "PIN recovery",
  description: "",
  scope: "device",
  webSignInAllowedUrls: [],
  allowOtherProfiles: false,
};

let said: string[];

beforeEach(async () => {
  await startProject();
  said = [];
  for (const level of ["info", "warn"] as const) {
    vi.spyOn(pulumi.log, level).mockImplementation(async (message) => {
      said.push(message);
    });
  }
});

afterEach(() => vi.restoreAllMocks());

const stateOf = (type: string, outputs: Record<string, unknown>) => ({
  find: (sought: string, name: string) =>
    sought === `intune:index:${type}` && name === "pin-reset-profile" ? outputs : undefined,
  urnsOf: () => [],
});

it("says in words what a changed kind does, with both names", () => {
  tellOfChangedKind("pin-reset", declared, stateOf("WindowsCustomConfiguration", { displayName: "Old" }));
  tellOfChangedKind(
    "pin-reset",
    { ...declared, kind: "custom" },
    stateOf("SettingsCatalogPolicy", { name: "Old" }),
  );
  expect(said).toEqual([
    'pin-reset:profile.kind is settingsCatalog now: the settings catalog policy "PIN recovery" is created and assigned first, and the custom profile "Old" is removed after that, so that one of the two is assigned at every moment.',
    'pin-reset:profile.kind is custom now: the custom profile "PIN recovery" is created and assigned first, and the settings catalog policy "Old" is removed after that, so that one of the two is assigned at every moment.',
  ]);
});

it("says nothing where the kind is as it was, or the stack has no profile", () => {
  tellOfChangedKind("pin-reset", declared, stateOf("SettingsCatalogPolicy", { name: "PIN recovery" }));
  tellOfChangedKind("pin-reset", declared, { find: () => undefined, urnsOf: () => [] });
  expect(said).toEqual([]);
});

describe("a profile that the state holds under another name", () => {
  const urn = "urn:pulumi:prod::pin-reset::intune:index:SettingsCatalogPolicy::by-hand";
  const misplaced = {
    find: () => undefined,
    urnsOf: (type: string, property: string, value: string) =>
      `${type} ${property} ${value}` === "intune:index:SettingsCatalogPolicy name PIN recovery" ? [urn] : [],
  };

  it("is warned of, so that nobody takes its removal from the state for that of the profile", () => {
    warnOfMisplacedProfile("pin-reset", declared, misplaced);
    expect(said).toEqual([expect.stringContaining(`under another name already, as\n  ${urn}\n`)]);
  });

  it.each([
    ["of another name in Intune", { ...declared, displayName: "Another" }, misplaced],
    ["of another kind", { ...declared, kind: "custom" as const }, misplaced],
    ["that is in its own place", declared, { ...misplaced, find: () => ({}) }],
  ])("is none %s", (_, profile, state) => {
    warnOfMisplacedProfile("pin-reset", profile, state);
    expect(said).toEqual([]);
  });
});
