import type { z } from "zod";
import type { GraphCall } from "../call.ts";
import { intuneNotFound } from "../odata/errors.ts";
import type { Listing } from "../odata/listing.ts";
import { view } from "../odata/view.ts";
import { type Assignment, assignmentShape, type TargetType, targetShape } from "../schemas/assignments.ts";
import {
  type DeviceConfiguration,
  type DeviceConfigurationType,
  deviceConfigurationBaseShape,
  deviceConfigurationShape,
} from "../schemas/deviceConfigurations.ts";
import type { Version } from "../schemas/edm.ts";
import {
  encryptedTypes,
  type OmaSetting,
  type OmaSettingType,
  omaSettingShape,
} from "../schemas/omaSettings.ts";

/** What Intune shows instead of a value that it keeps encrypted. */
const mask = "****";

const typePrefix = "#microsoft.graph.";

/** The profile an address names. Raises Intune's 404. */
export function findConfiguration(call: GraphCall): DeviceConfiguration {
  const found = call.core.state.deviceConfigurations.read((call.params.id ?? "").toLowerCase());
  if (found === undefined) {
    throw intuneNotFound(call.path);
  }
  return found;
}

/** How profiles are listed in a version. With a profile: what can be selected of just that one. */
export function configurationListing(
  call: GraphCall,
  configuration?: DeviceConfiguration,
): Omit<Listing, "rows"> {
  const shape =
    configuration === undefined
      ? {
          ...deviceConfigurationBaseShape(call.version),
          ...deviceConfigurationShape("windows10CustomConfiguration", call.version),
        }
      : shapeOf(configuration, call.version);
  return {
    set: "deviceManagement/deviceConfigurations",
    type: "microsoft.graph.deviceConfiguration",
    properties: [
      ...Object.keys(shape),
      ...(configuration === undefined ? generalProperties(call.version) : []),
    ],
    filterable: ["displayName", "createdDateTime", "lastModifiedDateTime"],
    expand: { assignments: (row) => assignmentsOfRow(call, String(row.id)) },
  };
}

/** A profile as a version shows it: encrypted values masked, beta's own properties only in beta. */
export function configurationView(
  version: Version,
  configuration: DeviceConfiguration,
): Record<string, unknown> {
  const { omaSettings } = configuration;
  const shown = view(shapeOf(configuration, version), configuration);
  return omaSettings === undefined
    ? shown
    : { ...shown, omaSettings: omaSettings.map((setting) => omaSettingView(version, setting)) };
}

/** An assignment as a version shows it. */
export function assignmentView(
  version: Version,
  configurationId: string,
  assignment: Assignment,
): Record<string, unknown> {
  const type = assignment.target["@odata.type"].replace(typePrefix, "") as TargetType;
  const shown = { ...assignment, intent: "apply", source: "direct", sourceId: configurationId };
  return {
    ...view(assignmentShape(version), shown),
    target: view(targetShape(type, version), assignment.target),
  };
}

function shapeOf(configuration: DeviceConfiguration, version: Version): Record<string, z.ZodType> {
  return deviceConfigurationShape(
    configuration["@odata.type"].replace(typePrefix, "") as DeviceConfigurationType,
    version,
  );
}

function generalProperties(version: Version): string[] {
  return Object.keys(deviceConfigurationShape("windows10GeneralConfiguration", version));
}

function omaSettingView(version: Version, setting: OmaSetting): Record<string, unknown> {
  const type = setting["@odata.type"].replace(typePrefix, "") as OmaSettingType;
  const shown = encryptedTypes.has(type) ? { ...setting, value: mask } : setting;
  return view(omaSettingShape(type, version), shown);
}

function assignmentsOfRow(call: GraphCall, id: string): unknown {
  const configuration = call.core.state.deviceConfigurations.get(id);
  return (configuration?.assignments ?? []).map((assignment) => assignmentView(call.version, id, assignment));
}
