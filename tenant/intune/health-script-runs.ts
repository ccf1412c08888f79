import { entityReply, listReply } from "../graph/odata/replies.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { findScript, readPermissions } from "./health-scripts.ts";
import { type DeviceRunState, deviceRunState, runSummary } from "./schemas/health-scripts.ts";
import { managedDeviceShape } from "./schemas/managed-devices.ts";
import type { IntuneCall, IntuneRoute } from "./state.ts";

const one = "/deviceManagement/deviceHealthScripts/{id}";
const reading = { method: "GET", service: "intune", permissions: readPermissions, onlyIn: "beta" } as const;

/** What devices report of a script package. Source: https://learn.microsoft.com/graph/api/resources/intune-devices-devicehealthscriptdevicestate */
export const healthScriptRunRoutes: readonly IntuneRoute[] = [
  { ...reading, path: `${one}/deviceRunStates`, handle: listStates },
  { ...reading, path: `${one}/runSummary`, handle: summary },
];

function listStates(call: IntuneCall): Reply {
  const script = findScript(call);
  const states = statesOf(call, script.id);
  const devices = new Map(states.map(({ id, managedDeviceId }) => [id, managedDeviceId]));
  return listReply(call, "intune", {
    set: `deviceManagement/deviceHealthScripts('${script.id}')/deviceRunStates`,
    type: "microsoft.graph.deviceHealthScriptDeviceState",
    properties: Object.keys(deviceRunState.shape),
    filterable: ["detectionState"],
    rows: states.map((state) => view(deviceRunState.shape, state)),
    expand: {
      managedDevice: (row) => {
        const device = call.core.state.managedDevices.get(devices.get(String(row.id)) ?? "");
        return device === undefined ? null : view(managedDeviceShape("beta"), device);
      },
    },
  });
}

function summary(call: IntuneCall): Reply {
  const script = findScript(call);
  const states = statesOf(call, script.id);
  const count = (detectionState: DeviceRunState["detectionState"]): number =>
    states.filter((state) => state.detectionState === detectionState).length;
  const dates = states.map((state) => state.lastStateUpdateDateTime).sort();
  const counts = {
    id: script.id,
    noIssueDetectedDeviceCount: count("success"),
    issueDetectedDeviceCount: count("fail"),
    detectionScriptErrorDeviceCount: count("scriptError"),
    detectionScriptPendingDeviceCount: count("pending"),
    detectionScriptNotApplicableDeviceCount: count("notApplicable"),
    issueRemediatedDeviceCount: 0,
    issueRemediatedCumulativeDeviceCount: 0,
    issueReoccurredDeviceCount: 0,
    remediationScriptErrorDeviceCount: 0,
    remediationSkippedDeviceCount: states.filter(({ remediationState }) => remediationState === "skipped")
      .length,
    lastScriptRunDateTime: dates.at(-1) ?? null,
  };
  return entityReply(
    call,
    {
      set: `deviceManagement/deviceHealthScripts('${script.id}')/runSummary`,
      type: "microsoft.graph.deviceHealthScriptRunSummary",
      properties: Object.keys(runSummary.shape),
    },
    view(runSummary.shape, counts),
  );
}

function statesOf(call: IntuneCall, scriptId: string): DeviceRunState[] {
  return call.core.state.deviceHealthScriptStates.list().filter((state) => state.scriptId === scriptId);
}
