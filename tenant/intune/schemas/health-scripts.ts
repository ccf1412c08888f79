import { z } from "zod";
import { binary, instant, int32, text, texts } from "../../graph/edm.ts";
import type { Assignment } from "./assignments.ts";

const given = {
  displayName: z.string().min(1),
  description: text,
  publisher: text,
  detectionScriptContent: binary.nullable(),
  remediationScriptContent: binary.nullable(),
  runAsAccount: z.enum(["system", "user"]),
  runAs32Bit: z.boolean(),
  enforceSignatureCheck: z.boolean(),
  roleScopeTagIds: texts.nullable(),
  detectionScriptParameters: z.array(z.unknown()).nullable(),
  remediationScriptParameters: z.array(z.unknown()).nullable(),
  deviceHealthScriptType: z.enum(["deviceHealthScript", "managedInstallerScript"]),
};

const computed = {
  id: z.string(),
  createdDateTime: instant,
  lastModifiedDateTime: instant,
  highestAvailableVersion: text,
  isGlobalScript: z.boolean(),
  version: text,
};

/** Every property of a script package but for its navigation properties. Source: https://learn.microsoft.com/graph/api/resources/intune-devices-devicehealthscript */
export const healthScriptShape = { ...given, ...computed };

/** What may be written of a script package: to create one its name, its publisher and its detection script are needed. Ids and dates given are ignored. */
export function healthScriptBody(use: "create" | "update"): z.ZodType<Record<string, unknown>> {
  const needed = { displayName: given.displayName, publisher: z.string(), detectionScriptContent: binary };
  return z.strictObject({
    "@odata.type": z.literal("#microsoft.graph.deviceHealthScript").optional(),
    ...z.object(healthScriptShape).partial().shape,
    ...(use === "create" ? needed : {}),
  });
}

const interval = int32.min(1);
const time = z.iso.time();

/** The properties of each kind of schedule. */
export const scheduleShapes = {
  deviceHealthScriptDailySchedule: { interval, time, useUtc: z.boolean() },
  deviceHealthScriptHourlySchedule: { interval },
  deviceHealthScriptRunOnceSchedule: { interval, time, useUtc: z.boolean(), date: z.iso.date() },
} as const;

const schedule = z.discriminatedUnion("@odata.type", [
  scheduleBody("deviceHealthScriptDailySchedule"),
  scheduleBody("deviceHealthScriptHourlySchedule"),
  scheduleBody("deviceHealthScriptRunOnceSchedule"),
]);

/** Every property of an assignment of a script package. */
export const scriptAssignmentShape = {
  id: z.string(),
  target: z.unknown(),
  runRemediationScript: z.boolean(),
  runSchedule: schedule.nullable(),
};

/** The body of `assign`, but for each target, which is told apart by its type. */
export const scriptAssignBody = z.strictObject({
  deviceHealthScriptAssignments: z.array(
    z.strictObject({
      "@odata.type": z.string().optional(),
      ...z.object(scriptAssignmentShape).partial().shape,
      target: z.unknown(),
    }),
  ),
});

/** How a run of a script ended on a device. */
const runStates = ["unknown", "success", "fail", "scriptError", "pending", "notApplicable"] as const;
const remediationStates = ["unknown", "skipped", "success", "remediationFailed", "scriptError"] as const;

/** Every property of what a device reported. Source: https://learn.microsoft.com/graph/api/resources/intune-devices-devicehealthscriptdevicestate */
export const deviceRunState = z.object({
  id: z.string(),
  assignmentFilterIds: texts.nullable(),
  detectionState: z.enum(runStates),
  expectedStateUpdateDateTime: instant.nullable(),
  lastStateUpdateDateTime: instant,
  lastSyncDateTime: instant,
  postRemediationDetectionScriptError: text,
  postRemediationDetectionScriptOutput: text,
  preRemediationDetectionScriptError: text,
  preRemediationDetectionScriptOutput: text,
  remediationScriptError: text,
  remediationState: z.enum(remediationStates),
});

/** Every property of the counts of a script package. Source: https://learn.microsoft.com/graph/api/resources/intune-devices-devicehealthscriptrunsummary */
export const runSummary = z.object({
  id: z.string(),
  detectionScriptErrorDeviceCount: int32,
  detectionScriptNotApplicableDeviceCount: int32,
  detectionScriptPendingDeviceCount: int32,
  issueDetectedDeviceCount: int32,
  issueRemediatedCumulativeDeviceCount: int32,
  issueRemediatedDeviceCount: int32,
  issueReoccurredDeviceCount: int32,
  lastScriptRunDateTime: instant.nullable(),
  noIssueDetectedDeviceCount: int32,
  remediationScriptErrorDeviceCount: int32,
  remediationSkippedDeviceCount: int32,
});

/** A script package as kept, with its assignments. */
export type HealthScript = z.output<z.ZodObject<typeof healthScriptShape>> & {
  readonly assignments: readonly (Assignment & { readonly runSchedule: z.output<typeof schedule> | null })[];
};

/** What a device reported of a script package, as kept. */
export type DeviceRunState = z.output<typeof deviceRunState> & {
  readonly scriptId: string;
  readonly managedDeviceId: string;
};

function scheduleBody<T extends keyof typeof scheduleShapes>(type: T) {
  return z.strictObject({ "@odata.type": z.literal(`#microsoft.graph.${type}`), ...scheduleShapes[type] });
}
