import { describe, expect, it } from "vitest";
import type { z } from "zod";
import {
  appRoleAssignment,
  group,
  oauth2PermissionGrant,
  organization,
  servicePrincipal,
} from "../../tenant/entra/schemas.ts";
import type { Version } from "../../tenant/graph/edm.ts";
import { auditEvent } from "../../tenant/intune/audit.ts";
import { assignmentShape, targetShape, targetTypes } from "../../tenant/intune/schemas/assignments.ts";
import {
  deviceConfigurationBaseShape,
  deviceConfigurationShape,
  deviceOverviewShape,
  deviceStatusShape,
} from "../../tenant/intune/schemas/device-configurations.ts";
import {
  managedDeviceShape,
  resetPasscodeActionResult,
} from "../../tenant/intune/schemas/managed-devices.ts";
import { omaSettingShape, omaSettingTypes } from "../../tenant/intune/schemas/oma-settings.ts";

import { hasContract, type Published, publishedProperties, readContract } from "./published.ts";

type Shape = Readonly<Record<string, z.ZodType>>;
const isThere = hasContract();

const inBoth: readonly (readonly [string, (version: Version) => Shape])[] = [
  ...omaSettingTypes.map((type) => [type, (version: Version) => omaSettingShape(type, version)] as const),
  ...targetTypes.map((type) => [type, (version: Version) => targetShape(type, version)] as const),
  ["deviceConfiguration", deviceConfigurationBaseShape],
  [
    "windows10CustomConfiguration",
    (version) => deviceConfigurationShape("windows10CustomConfiguration", version),
  ],
  ["deviceConfigurationAssignment", assignmentShape],
  ["resetPasscodeActionResult", () => resetPasscodeActionResult.shape],
];

const inV1Alone: readonly [string, Shape][] = [
  ["servicePrincipal", servicePrincipal.shape],
  ["oAuth2PermissionGrant", oauth2PermissionGrant.shape],
  ["appRoleAssignment", appRoleAssignment.shape],
  ["managedDevice", managedDeviceShape("v1.0")],
  ["auditEvent", auditEvent.shape],
  ["deviceConfigurationDeviceOverview", deviceOverviewShape("v1.0")],
  ["deviceConfigurationDeviceStatus", deviceStatusShape("v1.0")],
];

/** Types of which the contract holds a part, and names the members that it left out. */
const cut: readonly [string, Shape][] = [
  ["group", group.shape],
  ["organization", organization.shape],
];

if (isThere) {
  const published: Record<Version, Published> = {
    "v1.0": readContract("v1.0/graph-v1.0.schema.json"),
    beta: readContract("beta/graph-beta-overlay.schema.json"),
  };

  describe("the tenant's schemas have just the properties that Graph publishes", () => {
    it.each(inBoth)("%s, in v1.0 and in beta", (type, shape) => {
      for (const version of ["v1.0", "beta"] as const) {
        expect(Object.keys(shape(version)).sort()).toEqual(publishedProperties(published[version], type));
      }
    });

    it.each(inV1Alone)("%s, in v1.0", (type, shape) => {
      expect(Object.keys(shape).sort()).toEqual(publishedProperties(published["v1.0"], type));
    });

    it.each(cut)("%s, but for members that the contract leaves out", (type, shape) => {
      const leftOut = readContract<Record<string, string[]>>("v1.0/dropped-members.json")[type] ?? [];
      const names = publishedProperties(published["v1.0"], type);
      expect(Object.keys(shape)).toEqual(expect.arrayContaining(names));
      expect([...names, ...leftOut]).toEqual(expect.arrayContaining(Object.keys(shape)));
    });

    it.each([
      ["managedDevice", managedDeviceShape, "managedDeviceBetaOnlyMembers"],
      ["deviceConfigurationDeviceOverview", deviceOverviewShape, "deviceConfigurationDeviceOverview"],
      ["deviceConfigurationDeviceStatus", deviceStatusShape, "deviceConfigurationDeviceStatus"],
    ] as const)("%s, what beta adds", (_type, shape, addition) => {
      const names = new Set([
        ...Object.keys(shape("v1.0")),
        ...publishedProperties(published.beta, addition),
      ]);
      expect(new Set(Object.keys(shape("beta")))).toEqual(names);
    });
  });
} else {
  it("skips the comparison with Graph's published types: ../shared/graph-contract is not there", () => {
    process.stderr.write(
      "test/tenant/contract.test.ts: skipped, because ../shared/graph-contract is not there.\n",
    );
    expect(hasContract("v1.0/graph-v1.0.schema.json")).toBe(false);
  });
}
