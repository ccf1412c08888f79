import type { z } from "zod";
import type { Version } from "../graph/edm.ts";
import { typeNameOf } from "../graph/odata/body.ts";
import { intuneNotFound } from "../graph/odata/errors.ts";
import type { ListingForm } from "../graph/odata/listing.ts";
import { view } from "../graph/odata/view.ts";
import { type Assignment, assignmentShape, targetShape, targetTypes } from "./schemas/assignments.ts";
import { type DeviceConfiguration, deviceConfigurationShape } from "./schemas/device-configurations.ts";
import { maskOf, omaSettingShape, omaSettingTypes } from "./schemas/oma-settings.ts";
import {
  type DeviceConfigurationType,
  deviceConfigurationTypes,
  unsetValues,
} from "./schemas/profile-kinds.ts";
import type { IntuneCall } from "./state.ts";

/** The profile an address names. Throws Intune's 404. */
export function findConfiguration(call: IntuneCall): DeviceConfiguration {
  const found = call.core.state.deviceConfigurations.read((call.params.id ?? "").toLowerCase());
  if (found === undefined || !isShown(call, found)) {
    throw intuneNotFound(call.path);
  }
  return found;
}

/** Whether a version shows a profile at all; what v1.0 does with a type that only beta has is unverified. */
export function isShown(call: IntuneCall, configuration: DeviceConfiguration): boolean {
  const { betaOnlyProfilesInV1 } = call.core.state.settings;
  return (
    call.version === "beta" || betaOnlyProfilesInV1 === "asBaseType" || !isBetaOnly(typeOf(configuration))
  );
}

/** How profiles are listed in a version. With a profile: what can be selected of just that one. */
export function configurationListing(call: IntuneCall, configuration?: DeviceConfiguration): ListingForm {
  const shapes =
    configuration === undefined
      ? deviceConfigurationTypes(call.version).map((type) => deviceConfigurationShape(type, call.version))
      : [shapeOf(configuration, call.version)];
  return {
    set: "deviceManagement/deviceConfigurations",
    type: "microsoft.graph.deviceConfiguration",
    properties: shapes.flatMap((shape) => Object.keys(shape)),
    filterable: ["displayName", "createdDateTime", "lastModifiedDateTime"],
    expand: { assignments: (row) => assignmentsOfRow(call, String(row.id)) },
  };
}

/**
 * A profile as a version shows it: encrypted values masked, beta's own properties only in beta. What is not of the
 * published form, as only `state` and the control endpoint can put it there, shows as it is.
 */
export function configurationView(
  version: Version,
  configuration: DeviceConfiguration,
): Record<string, unknown> {
  const omaSettings: unknown = configuration.omaSettings;
  const type = typeOf(configuration);
  const shown = {
    ...view(shapeOf(configuration, version), { ...(type && unsetValues(type)), ...configuration }),
    ...(isBetaOnly(type) && version === "v1.0"
      ? { "@odata.type": "#microsoft.graph.deviceConfiguration" }
      : {}),
  };
  return Array.isArray(omaSettings)
    ? { ...shown, omaSettings: omaSettings.map((setting) => omaSettingView(version, setting)) }
    : shown;
}

/** An assignment as a version shows it. */
export function assignmentView(
  version: Version,
  configurationId: string,
  assignment: Assignment,
): Record<string, unknown> {
  const shown = { ...assignment, intent: "apply", source: "direct", sourceId: configurationId };
  return { ...view(assignmentShape(version), shown), target: targetView(version, assignment.target) };
}

/** A target as a version shows it. */
export function targetView(version: Version, target: unknown): unknown {
  const type = targetTypes.find((known) => typeNameOf(target) === known);
  return type === undefined ? target : view(targetShape(type, version), Object(target));
}

/** What is of no known type shows all the same, but for its assignments. */
function shapeOf(configuration: DeviceConfiguration, version: Version): Record<string, z.ZodType> {
  return deviceConfigurationShape(typeOf(configuration) ?? "windows10CustomConfiguration", version);
}

function typeOf(configuration: DeviceConfiguration): DeviceConfigurationType | undefined {
  return deviceConfigurationTypes("beta").find((known) => typeNameOf(configuration) === known);
}

function isBetaOnly(type: DeviceConfigurationType | undefined): boolean {
  return type !== undefined && !deviceConfigurationTypes("v1.0").includes(type);
}

function omaSettingView(version: Version, setting: unknown): unknown {
  if (typeof setting !== "object" || setting === null || Array.isArray(setting)) {
    return setting;
  }
  const type = omaSettingTypes.find((known) => typeNameOf(setting) === known);
  const isEncrypted =
    Reflect.get(setting, "isEncrypted") === true || Boolean(Reflect.get(setting, "secretReferenceValueId"));
  const shown: Record<string, unknown> = isEncrypted ? { ...setting, value: maskOf(type) } : { ...setting };
  if (type !== undefined) {
    return view(omaSettingShape(type, version), shown);
  }
  const { isEncrypted: _, secretReferenceValueId: __, ...inBoth } = shown;
  return version === "beta" ? shown : inBoth;
}

function assignmentsOfRow(call: IntuneCall, id: string): unknown {
  const configuration = call.core.state.deviceConfigurations.get(id);
  return (configuration?.assignments ?? []).map((assignment) => assignmentView(call.version, id, assignment));
}
