import { z } from "zod";
import { listMatching } from "../../graph-list.ts";
import type { Deployment, Device, HelloEnrollment } from "../facts.ts";
import type { Reader } from "./principals.ts";

const configurations = "/deviceManagement/deviceConfigurations";

const deviceSchema = z.looseObject({
  deviceName: z.string().nullish(),
  operatingSystem: z.string().nullish(),
  userId: z.string().nullish(),
  azureADDeviceId: z.string().nullish(),
  joinType: z.string().nullish(),
});

/**
 * Every managed device. Beta alone says how each is joined. Raises GraphError and CredentialError.
 * Source: https://learn.microsoft.com/graph/api/intune-devices-manageddevice-list?view=graph-rest-beta
 */
export async function readDevices(reader: Reader): Promise<Device[]> {
  const path = `/deviceManagement/managedDevices?$select=id,${Object.keys(deviceSchema.shape).join(",")}`;
  const all = await listMatching(reader, path, deviceSchema, { version: "beta" });
  return all.map(({ deviceName, operatingSystem, userId, azureADDeviceId, joinType }) => ({
    name: deviceName ?? "",
    operatingSystem: operatingSystem ?? "",
    userId: userId ?? undefined,
    deviceId: azureADDeviceId?.toLowerCase(),
    joinType: joinType ?? undefined,
  }));
}

const count = z.number().nullish();

const overviewSchema = z.looseObject({
  successCount: count,
  pendingCount: count,
  errorCount: count,
  failedCount: count,
  conflictCount: count,
  notApplicableCount: count,
  notApplicablePlatformCount: count,
});

const statusesSchema = z.looseObject({
  value: z.array(z.looseObject({ deviceDisplayName: z.string().nullish(), status: z.string().nullish() })),
});

/**
 * What the devices report of profiles, by their ids. Raises GraphError, CredentialError, ZodError. Beta alone tells
 * devices of another platform apart.
 * Source: https://learn.microsoft.com/graph/api/intune-deviceconfig-deviceconfigurationdeviceoverview-get?view=graph-rest-beta
 */
export async function readDeployments(
  reader: Reader,
  profileIds: readonly string[],
): Promise<Map<string, Deployment>> {
  const found = profileIds.map(async (id) => [id, await readDeployment(reader, id)] as const);
  return new Map(await Promise.all(found));
}

/** The devices by name are those of the first page: there to point at, while the overview counts them all. */
async function readDeployment({ graph, signal }: Reader, id: string): Promise<Deployment> {
  const path = `${configurations}/${encodeURIComponent(id)}`;
  const [overview, statuses] = await Promise.all([
    graph.read({ version: "beta", path: `${path}/deviceStatusOverview`, signal }),
    graph.read({ version: "beta", path: `${path}/deviceStatuses`, signal }),
  ]);
  const counts = overviewSchema.parse(overview);
  return {
    counts: {
      success: counts.successCount ?? 0,
      pending: counts.pendingCount ?? 0,
      error: counts.errorCount ?? 0,
      failed: counts.failedCount ?? 0,
      conflict: counts.conflictCount ?? 0,
      notApplicable: counts.notApplicableCount ?? 0,
      notApplicablePlatform: counts.notApplicablePlatformCount ?? 0,
    },
    devices: statusesSchema.parse(statuses).value.map(({ deviceDisplayName, status }) => ({
      name: deviceDisplayName ?? "",
      status: status ?? "",
    })),
  };
}

const helloEnrollmentSchema = z.looseObject({
  "@odata.type": z.literal("#microsoft.graph.deviceEnrollmentWindowsHelloForBusinessConfiguration"),
  id: z.string(),
  displayName: z.string().catch(""),
  state: z.string().catch(""),
});

/**
 * The tenant-wide policies of Windows Hello for Business, which devices get when they enroll. Raises GraphError and
 * CredentialError.
 * Source: https://learn.microsoft.com/graph/api/intune-onboarding-deviceenrollmentconfiguration-list?view=graph-rest-beta
 */
export async function readHelloEnrollment(reader: Reader): Promise<HelloEnrollment[]> {
  const path = "/deviceManagement/deviceEnrollmentConfigurations";
  const found = await listMatching(reader, path, helloEnrollmentSchema, { version: "beta" });
  return found.map(({ id, displayName, state }) => ({ id, displayName, state }));
}
