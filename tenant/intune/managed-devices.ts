import { randomInt } from "node:crypto";
import { administrator } from "../control/administrator.ts";
import type { Version } from "../graph/edm.ts";
import { intuneNotFound } from "../graph/odata/errors.ts";
import type { ListingForm } from "../graph/odata/listing.ts";
import { entityReply, listReply } from "../graph/odata/replies.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { audit } from "./audit.ts";
import { actionResultView } from "./passcode-results.ts";
import { type ManagedDevice, managedDeviceShape, type PasscodeOutcome } from "./schemas/managed-devices.ts";
import type { IntuneCall, IntuneRoute } from "./state.ts";

const read = [
  "DeviceManagementManagedDevices.Read.All",
  "DeviceManagementManagedDevices.ReadWrite.All",
  "DeviceManagementManagedDevices.PrivilegedOperations.All",
];
const privileged = ["DeviceManagementManagedDevices.PrivilegedOperations.All"];
const collection = "/deviceManagement/managedDevices";
const one = `${collection}/{id}`;

/** Source: https://learn.microsoft.com/graph/api/resources/intune-devices-manageddevice */
export const managedDeviceRoutes: readonly IntuneRoute[] = [
  { method: "GET", path: collection, service: "intune", permissions: read, handle: limited(list) },
  { method: "GET", path: one, service: "intune", permissions: read, handle: limited(get) },
  {
    method: "POST",
    path: `${one}/resetPasscode`,
    service: "intune",
    permissions: privileged,
    handle: limited(resetPasscode),
  },
];

/** Refuses a call that is beyond the limits of the settings; an administrator in the portal has none. */
function limited(handle: IntuneRoute["handle"]): IntuneRoute["handle"] {
  return (call) => {
    const { core, caller } = call;
    const { deviceLimits } = core.state.settings;
    if (deviceLimits !== undefined && caller !== administrator) {
      core.recentRequests.admit(call, caller, deviceLimits, core.now());
    }
    return handle(call);
  };
}

/** Conditions on anything else are ignored without an error. */
const filterable = [
  "complianceState",
  "deviceCategoryDisplayName",
  "deviceName",
  "enrolledDateTime",
  "jailBroken",
  "lastSyncDateTime",
  "managementAgent",
  "operatingSystem",
];

function listingOf(version: Version): ListingForm {
  return {
    set: "deviceManagement/managedDevices",
    type: "microsoft.graph.managedDevice",
    properties: Object.keys(managedDeviceShape(version)),
    filterable,
  };
}

/** In a list, a device shows no action results. */
function list(call: IntuneCall): Reply {
  const rows = call.core.state.managedDevices
    .list()
    .map((device) => view(managedDeviceShape(call.version), { ...device, deviceActionResults: [] }));
  return listReply(call, "intune", { ...listingOf(call.version), rows });
}

function get(call: IntuneCall): Reply {
  const device = findDevice(call);
  const { passcodeDelayMilliseconds } = call.core.state.settings;
  const deviceActionResults = device.passcodeResets.map((reset) =>
    actionResultView(reset, call.core.now(), passcodeDelayMilliseconds),
  );
  const shown = view(managedDeviceShape(call.version), { ...device, deviceActionResults });
  return entityReply(call, listingOf(call.version), shown);
}

/** 204 says only that the action is queued. */
function resetPasscode(call: IntuneCall): Reply {
  const device = findDevice(call);
  const reset = {
    requestedAt: call.core.now(),
    outcome: outcomeOn(device),
    passcode: String(randomInt(100_000, 1_000_000)),
  };
  call.core.state.managedDevices.change(device.id, { passcodeResets: [...device.passcodeResets, reset] });
  const resource = { id: device.id, displayName: device.deviceName ?? device.id };
  audit(call, "Action", "ManagedDevice", resource, "resetPasscode");
  return { status: 204 };
}

function findDevice(call: IntuneCall): ManagedDevice {
  const found = call.core.state.managedDevices.read((call.params.id ?? "").toLowerCase());
  if (found === undefined) {
    throw intuneNotFound(call.path);
  }
  return found;
}

const creatorsUpdate = 15063;

function outcomeOn(device: ManagedDevice): PasscodeOutcome {
  if (device.deviceType.startsWith("android")) {
    return "done";
  }
  const build = Number(device.osVersion?.split(".")[2]);
  const isJoinedPhone = device.deviceType === "windowsPhone" && device.joinType === "azureADJoined";
  return isJoinedPhone && build >= creatorsUpdate ? "done" : "notSupported";
}
