import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { parseSettings, readSettings } from "../settings.ts";
import { asConfig, startProject } from "./settings/parse.ts";

const filterId = "9a1f2c3d-5b7e-4a60-8c21-d4e5f6a7b8c9";
const assignments = { groups: ["Windows devices"] };

beforeEach(startProject);

describe("settings that name no more than a group", () => {
  it("have the defaults of the consent links and a device-wide profile", () => {
    expect(parseSettings(asConfig({ assignments }))).toEqual({
      consent: {
        clientScopes: ["user_impersonation"],
        serviceScopes: ["User.Read"],
        directoryAppId: "00000002-0000-0000-c000-000000000000",
      },
      profile: {
        kind: "custom",
        displayName: "Windows Hello - PIN recovery",
        description: expect.stringContaining("PIN"),
        scope: "device",
        allowOtherProfiles: false,
        webSignInAllowedUrls: [],
      },
      assignments: { groups: [{ group: "Windows devices" }], excludedGroups: [] },
    });
  });

  it("are the same with the defaults that Pulumi.yaml declares", () => {
    const project = readFileSync(new URL("../Pulumi.yaml", import.meta.url), "utf8");
    const declared = [
      ...project.matchAll(/^ {2}pin-reset:(\w+):\n(?: {4}\w+: .*\n)*? {4}default: (""|\{[^}]*\})/gm),
    ];
    const defaults = Object.fromEntries(declared.map(([, key, value]) => [key, JSON.parse(value ?? "")]));
    expect(Object.keys(defaults)).toEqual(["tenantId", "consent", "profile", "assignments"]);
    expect(parseSettings(asConfig({ ...defaults, assignments }))).toEqual(
      parseSettings(asConfig({ assignments })),
    );
    const { roleScopeTagIds: _, ...profile } = parseSettings(asConfig({ assignments })).profile;
    expect(defaults.profile).toEqual(profile);
  });
});

it("takes every key, each in the forms that the CLI stores", () => {
  const given = {
    tenantId: "3B7A2D54-6C1E-4F0A-9D43-2F1B8C5E7A90",
    consent: { clientScopes: [], serviceScopes: ["openid"], directoryAppId: filterId },
    profile: {
      kind: "custom",
      displayName: "Mine",
      description: "",
      scope: "user",
      roleScopeTagIds: [0, "7"],
      allowOtherProfiles: true,
      webSignInAllowedUrls: ["login.contoso.com"],
    },
    assignments: {
      groups: ["One", { group: "Two" }, { group: "Three", filter: { id: filterId, mode: "include" } }],
      excludedGroups: [2024],
      allDevices: { filter: { id: filterId, mode: "exclude" } },
      allUsers: true,
    },
  };
  expect(parseSettings(asConfig(given))).toEqual({
    tenantId: "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90",
    consent: given.consent,
    profile: { ...given.profile, roleScopeTagIds: ["0", "7"] },
    assignments: {
      groups: [{ group: "One" }, { group: "Two" }, given.assignments.groups[2]],
      excludedGroups: ["2024"],
      allDevices: given.assignments.allDevices,
      allUsers: {},
    },
  });
});

it("reads false as not assigned", () => {
  const settings = parseSettings(
    asConfig({ assignments: { ...assignments, allDevices: false, allUsers: false } }),
  );
  expect(settings.assignments).toEqual({ groups: [{ group: "Windows devices" }], excludedGroups: [] });
});

it("reads the running stack's configuration, and only the project's own keys of it", () => {
  pulumi.runtime.setAllConfig({
    ...asConfig({ assignments: { allDevices: true } }),
    "azuread:environment": "public",
    "pin-reset-other:assignments": "{}",
  });
  expect(readSettings().assignments.allDevices).toEqual({});
});
