import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { tellOfChangedKind } from "../../lookups/own-profiles.ts";
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
  vi.spyOn(pulumi.log, "info").mockImplementation(async (message) => {
    said.push(message);
  });
});

afterEach(() => vi.restoreAllMocks());

const stateOf = (type: string, outputs: Record<string, unknown>) => ({
  find: (sought: string, name: string) =>
    sought === `intune:index:${type}` && name === "pin-reset-profile" ? outputs : undefined,
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
  tellOfChangedKind("pin-reset", declared, { find: () => undefined });
  expect(said).toEqual([]);
});
