import { z } from "zod";
import type { Version } from "../../graph/edm.ts";
import { instant, int32, opaque, text, texts } from "../../graph/edm.ts";
import type { Assignment } from "./assignments.ts";
import type { OmaSetting } from "./oma-settings.ts";
import { type DeviceConfigurationType, ownShape } from "./profile-kinds.ts";

const base = {
  id: z.string(),
  createdDateTime: instant,
  description: text,
  displayName: z.string().min(1),
  lastModifiedDateTime: instant,
  version: int32,
};

const betaBase = {
  roleScopeTagIds: texts.nullable(),
  supportsScopeTags: z.boolean(),
  deviceManagementApplicabilityRuleDeviceMode: opaque,
  deviceManagementApplicabilityRuleOsEdition: opaque,
  deviceManagementApplicabilityRuleOsVersion: opaque,
};

/** Every property a profile type has in a version. Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-deviceconfiguration */
export function deviceConfigurationShape(
  type: DeviceConfigurationType,
  version: Version,
): Record<string, z.ZodType> {
  return { ...base, ...(version === "beta" ? betaBase : {}), ...ownShape(type, version) };
}

/** The types' common properties in a version. */
export function deviceConfigurationBaseShape(version: Version): Record<string, z.ZodType> {
  return { ...base, ...(version === "beta" ? betaBase : {}) };
}

/** What may be written of a profile; `displayName` is needed to create one. Ids and dates given are ignored, as Intune does. */
export function deviceConfigurationBody(
  type: DeviceConfigurationType,
  version: Version,
  use: "create" | "update",
): z.ZodType<Record<string, unknown>> {
  const optional = z.object(deviceConfigurationShape(type, version)).partial().shape;
  const needed = use === "create" ? { displayName: base.displayName } : {};
  return z.strictObject({ "@odata.type": z.string(), ...optional, ...needed });
}

/** A profile as kept, with everything either version shows, its settings in the clear and its assignments. */
export type DeviceConfiguration = {
  readonly "@odata.type": string;
  readonly id: string;
  readonly createdDateTime: string;
  readonly lastModifiedDateTime: string;
  readonly version: number;
  readonly displayName: string;
  readonly description: string | null;
  readonly roleScopeTagIds: readonly string[];
  readonly omaSettings?: readonly OmaSetting[];
  readonly assignments: readonly Assignment[];
  readonly [property: string]: unknown;
};

const counts = {
  pendingCount: int32,
  notApplicableCount: int32,
  successCount: int32,
  errorCount: int32,
  failedCount: int32,
};

/** Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-deviceconfigurationdeviceoverview */
export function deviceOverviewShape(version: Version): Record<string, z.ZodType> {
  const inBoth = { id: z.string(), ...counts, lastUpdateDateTime: instant, configurationVersion: int32 };
  return version === "beta" ? { ...inBoth, conflictCount: int32, notApplicablePlatformCount: int32 } : inBoth;
}

/** Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-deviceconfigurationdevicestatus */
export function deviceStatusShape(version: Version): Record<string, z.ZodType> {
  const inBoth = {
    id: z.string(),
    deviceDisplayName: text,
    userName: text,
    deviceModel: text,
    complianceGracePeriodExpirationDateTime: instant,
    status: z.string(),
    lastReportedDateTime: instant,
    userPrincipalName: text,
  };
  return version === "beta" ? { ...inBoth, platform: int32 } : inBoth;
}
