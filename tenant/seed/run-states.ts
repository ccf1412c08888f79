import { z } from "zod";
import type { TenantState } from "../state.ts";

/** The schema of what devices report of a script package, as `/_tenant/run-states` takes it. */
export const runStatesSchema = z.strictObject({
  scriptId: z.string(),
  reports: z.array(
    z.strictObject({
      managedDeviceId: z.string(),
      /** What the detection script wrote. */
      output: z.string(),
      detectionState: z.enum(["success", "fail", "scriptError", "pending", "notApplicable"]),
      /** Left out: as the device last synchronized. */
      at: z.string().exactOptional(),
    }),
  ),
});

/** What devices report of a script package. */
export type RunStates = z.output<typeof runStatesSchema>;

/** Lets devices report how a script ended on them. Throws where a device or the script package is not there. */
export function seedRunStates(state: TenantState, { scriptId, reports }: RunStates): void {
  if (state.deviceHealthScripts.get(scriptId) === undefined) {
    throw new Error(`The tenant has no script package ${scriptId}.`);
  }
  for (const { managedDeviceId, output, detectionState, at } of reports) {
    const device = state.managedDevices.get(managedDeviceId);
    if (device === undefined) {
      throw new Error(`The tenant manages no device ${managedDeviceId}.`);
    }
    const hasRun = detectionState !== "pending" && detectionState !== "notApplicable";
    state.deviceHealthScriptStates.put({
      id: `${scriptId}:${managedDeviceId}`,
      scriptId,
      managedDeviceId,
      detectionState,
      lastStateUpdateDateTime: at ?? device.lastSyncDateTime,
      lastSyncDateTime: device.lastSyncDateTime,
      expectedStateUpdateDateTime: null,
      preRemediationDetectionScriptOutput: hasRun ? output : null,
      preRemediationDetectionScriptError: null,
      postRemediationDetectionScriptOutput: null,
      postRemediationDetectionScriptError: null,
      remediationScriptError: null,
      remediationState: detectionState === "fail" ? "skipped" : "unknown",
      assignmentFilterIds: [],
    });
  }
}
