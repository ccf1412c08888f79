import { z } from "zod";
import { isEqual, where } from "../../graph/odata.ts";
import { readPermission } from "../../graph/permissions.ts";
import { defineFunction } from "../../provider/define.ts";
import type { CallContext } from "../../provider/resource.ts";
import { type IntuneClient, readAllBatched } from "../client.ts";
import { type GraphEntity, isGraphEntity, textOf } from "../graph-object.ts";
import { parseEntity } from "../policies.ts";
import { one } from "./one-object.ts";

const device = z
  .strictObject({
    id: z.string().describe("The device's ID in Intune."),
    deviceName: z.string().describe("The device's name."),
    userPrincipalName: z.string().describe("The sign-in name of its user; empty where it has none."),
    serialNumber: z.string().describe("The serial number; empty where Intune does not know it."),
    operatingSystem: z.string().describe("The operating system, as Windows or iOS."),
    osVersion: z.string().describe("The version of the operating system."),
    complianceState: z.string().describe("The compliance state, as compliant or noncompliant."),
    lastSyncDateTime: z.string().describe("When it was last in contact with Intune, in UTC."),
  })
  .describe("A device that Intune manages.")
  .meta({ id: "ManagedDevice" });

const inputs = z.strictObject({
  userPrincipalName: z.string().optional().describe("Only the devices of the user of this sign-in name."),
  operatingSystem: z
    .string()
    .optional()
    .describe("Only those of this operating system, as Windows or Android."),
  namePrefix: z.string().optional().describe("Only those whose name begins so, without regard to case."),
});

type Conditions = z.output<typeof inputs>;

type ManagedDevice = z.output<typeof device>;

const outputs = z.strictObject({
  devices: z.array(device).describe("The devices that fit, by name."),
});

const permission = readPermission("read managed devices");

/**
 * The devices that Intune manages, all pages of them. Intune ignores conditions that it does not know, so that each device is
 * compared here.
 * Source: https://learn.microsoft.com/graph/api/intune-devices-manageddevice-list
 */
export const getManagedDevices = defineFunction({
  token: "intune:index:getManagedDevices",
  description: `The devices that Intune manages, without their hardware's identifiers but the serial number. It needs ${permission}.`,
  inputs,
  outputs,
  async call(context: CallContext<IntuneClient>, conditions) {
    return { devices: await listDevices(context, conditions) };
  },
});

/**
 * The one device of an ID or a name.
 * Source: https://learn.microsoft.com/graph/api/intune-devices-manageddevice-get
 */
export const getManagedDevice = defineFunction({
  token: "intune:index:getManagedDevice",
  description: `A device that Intune manages, by its ID or its name. It needs ${permission}.`,
  inputs: z.strictObject({
    id: z.string().optional().describe("The device's ID in Intune."),
    deviceName: z
      .string()
      .optional()
      .describe("The device's name, without regard to case; several devices may have it."),
  }),
  outputs: device,
  call: (context: CallContext<IntuneClient>, { id, deviceName }) =>
    one<ManagedDevice>({
      what: "managed device",
      by: { id, deviceName },
      named: ({ deviceName }) => deviceName,
      read: async (wanted) => {
        const { client, signal } = context;
        const path = `${collection}/${encodeURIComponent(wanted)}?${select}`;
        const found = await client.graph.read({ version: "v1.0", path, signal });
        return deviceOf(parseEntity("managed device", found, path));
      },
      list: (name) => devicesWhere(context, isEqual("deviceName", name)),
    }),
});

const collection = "/deviceManagement/managedDevices";

const select = `$select=${Object.keys(device.shape).join(",")}`;

/** What Graph has of a device, as far as it is given here; a text that it leaves out is empty. */
function deviceOf(found: GraphEntity): ManagedDevice {
  return {
    id: found.id,
    deviceName: textOf(found, "deviceName"),
    userPrincipalName: textOf(found, "userPrincipalName"),
    serialNumber: textOf(found, "serialNumber"),
    operatingSystem: textOf(found, "operatingSystem"),
    osVersion: textOf(found, "osVersion"),
    complianceState: textOf(found, "complianceState"),
    lastSyncDateTime: textOf(found, "lastSyncDateTime"),
  };
}

async function listDevices(
  context: CallContext<IntuneClient>,
  { userPrincipalName, operatingSystem, namePrefix }: Conditions,
): Promise<ManagedDevice[]> {
  // One that Intune is known to apply; the others are compared here alone.
  const all = await devicesWhere(
    context,
    operatingSystem ? isEqual("operatingSystem", operatingSystem) : undefined,
  );
  const isSame = (known: string, wanted: string | undefined) =>
    wanted === undefined || known.toLowerCase() === wanted.toLowerCase();
  return all
    .filter((each) => isSame(each.userPrincipalName, userPrincipalName))
    .filter((each) => isSame(each.operatingSystem, operatingSystem))
    .filter(({ deviceName }) => deviceName.toLowerCase().startsWith((namePrefix ?? "").toLowerCase()))
    .sort((first, second) => order(first, second));
}

function order(first: ManagedDevice, second: ManagedDevice): number {
  const [one, other] = [first, second].map(({ deviceName, id }) => `${deviceName}\n${id}`);
  return (one ?? "") < (other ?? "") ? -1 : 1;
}

async function devicesWhere(
  { client, signal }: CallContext<IntuneClient>,
  condition: string | undefined,
): Promise<ManagedDevice[]> {
  const filter = condition === undefined ? "" : `&${where(condition)}`;
  const found = await readAllBatched(client, "v1.0", `${collection}?${select}${filter}`, signal);
  return found.filter(isGraphEntity).map(deviceOf);
}
