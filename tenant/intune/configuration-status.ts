import { transitiveMemberIds } from "../entra/groups.ts";
import { entityReply, listReply } from "../graph/odata/replies.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { findConfiguration } from "./configuration-form.ts";
import {
  type DeviceConfiguration,
  deviceOverviewShape,
  deviceStatusShape,
} from "./schemas/device-configurations.ts";
import type { ManagedDevice } from "./schemas/managed-devices.ts";
import type { IntuneCall, IntuneRoute } from "./state.ts";

const permissions = ["DeviceManagementConfiguration.Read.All", "DeviceManagementConfiguration.ReadWrite.All"];
const one = "/deviceManagement/deviceConfigurations/{id}";

/** Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-deviceconfigurationdeviceoverview */
export const configurationStatusRoutes: readonly IntuneRoute[] = [
  { method: "GET", path: `${one}/deviceStatusOverview`, service: "intune", permissions, handle: overview },
  { method: "GET", path: `${one}/deviceStatuses`, service: "intune", permissions, handle: statuses },
];

type Status = "compliant" | "notApplicable";

function overview(call: IntuneCall): Reply {
  const configuration = findConfiguration(call);
  const states = reachedDevices(call, configuration).map(statusOn);
  const notApplicable = states.filter((state) => state === "notApplicable").length;
  const counts = {
    id: configuration.id,
    pendingCount: 0,
    // v1.0 has one count for what beta tells apart.
    notApplicableCount: call.version === "beta" ? 0 : notApplicable,
    notApplicablePlatformCount: notApplicable,
    successCount: states.length - notApplicable,
    errorCount: 0,
    failedCount: 0,
    conflictCount: 0,
    lastUpdateDateTime: configuration.lastModifiedDateTime,
    configurationVersion: configuration.version,
  };
  const shape = deviceOverviewShape(call.version);
  return entityReply(
    call,
    {
      set: `deviceManagement/deviceConfigurations('${configuration.id}')/deviceStatusOverview`,
      type: "microsoft.graph.deviceConfigurationDeviceOverview",
      properties: Object.keys(shape),
    },
    view(shape, counts),
  );
}

function statuses(call: IntuneCall): Reply {
  const configuration = findConfiguration(call);
  const shape = deviceStatusShape(call.version);
  return listReply(call, "intune", {
    set: `deviceManagement/deviceConfigurations('${configuration.id}')/deviceStatuses`,
    type: "microsoft.graph.deviceConfigurationDeviceStatus",
    rows: reachedDevices(call, configuration).map((device) => view(shape, statusOf(configuration, device))),
    properties: Object.keys(shape),
  });
}

function statusOf(configuration: DeviceConfiguration, device: ManagedDevice): object {
  return {
    id: `${configuration.id}_${device.id}`,
    deviceDisplayName: device.deviceName,
    userName: device.userDisplayName,
    deviceModel: device.model,
    complianceGracePeriodExpirationDateTime: device.complianceGracePeriodExpirationDateTime,
    status: statusOn(device),
    lastReportedDateTime: device.lastSyncDateTime,
    userPrincipalName: device.userPrincipalName,
    platform: 0,
  };
}

/** The profiles here are for Windows; a device of another platform is reached and not concerned. */
function statusOn(device: ManagedDevice): Status {
  return device.operatingSystem?.startsWith("Windows") === true ? "compliant" : "notApplicable";
}

/**
 * The devices that a profile's assignments reach: as devices, or through their users. Intune evaluates the two apart:
 * an excluded group of devices takes away nothing that a group of users includes, nor the other way round.
 * Source: https://learn.microsoft.com/intune/intune-service/configuration/device-profile-assign
 */
function reachedDevices(call: IntuneCall, configuration: DeviceConfiguration): ManagedDevice[] {
  const targets = configuration.assignments.map((assignment) => assignment.target);
  const ofType = (type: string) =>
    targets.filter((target) => target["@odata.type"] === `#microsoft.graph.${type}`);
  const reaches = (type: string): Set<string> =>
    new Set(ofType(type).flatMap((target) => membersOf(call, target.groupId)));
  const included = reaches("groupAssignmentTarget");
  const excluded = reaches("exclusionGroupAssignmentTarget");
  const allDevices = ofType("allDevicesAssignmentTarget").length > 0;
  const allUsers = ofType("allLicensedUsersAssignmentTarget").length > 0;
  const isReached = (id: string, all: boolean) => (all || included.has(id)) && !excluded.has(id);
  return call.core.state.managedDevices
    .list()
    .filter(
      (device) =>
        isReached(directoryIdOf(call, device), allDevices) ||
        (device.userId !== null && isReached(device.userId, allUsers)),
    );
}

function membersOf(call: IntuneCall, groupId: string | undefined): string[] {
  const found = call.core.state.groups.get(groupId ?? "");
  return found === undefined ? [] : transitiveMemberIds(call, found);
}

function directoryIdOf(call: IntuneCall, device: ManagedDevice): string {
  return call.core.state.devices.find((known) => known.deviceId === device.azureADDeviceId)?.id ?? "";
}
