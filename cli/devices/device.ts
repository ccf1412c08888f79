import { z } from "zod";
import { plainText } from "../../text/plain-text.ts";

const reported = z
  .string()
  .nullish()
  .transform((text) => text ?? "");

/**
 * A managed device as the beta version of Graph shows it: `deviceType` and `joinType` exist there alone. What
 * Intune does not know is "". `lastSyncDateTime` is RFC 3339 in UTC. Its texts are as Graph gives them, and may hold any
 * character: they are escaped where they are printed.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-devices-manageddevice?view=graph-rest-beta
 */
export const deviceSchema = z.object({
  id: z.string().min(1),
  deviceName: reported,
  operatingSystem: reported,
  osVersion: reported,
  deviceType: reported,
  joinType: reported,
  userPrincipalName: reported,
  userDisplayName: reported,
  serialNumber: reported,
  lastSyncDateTime: reported,
  managementState: reported,
});

export type Device = z.output<typeof deviceSchema>;

/** The query option that asks Graph for what a Device holds, and no more. */
export const deviceSelect = `$select=${Object.keys(deviceSchema.shape).join(",")}`;

/** What a device is called: its name, or its id where it has none; as plain text. */
export function nameOf({ deviceName, id }: Device): string {
  return plainText(deviceName || id);
}

/** The device as a person knows it: `PHONE-01 (Sam O'Neill, Windows 10 Mobile 10.0.15254.603)`. */
export function describeDevice(device: Device): string {
  const { userDisplayName, userPrincipalName } = device;
  const about = [plainText(userDisplayName || userPrincipalName), platformText(device)]
    .filter(Boolean)
    .join(", ");
  return about === "" ? nameOf(device) : `${nameOf(device)} (${about})`;
}

/** When it checked in last; Intune has the year 1 for one that never did. */
export function checkInText({ lastSyncDateTime: at }: Device, timeText: (iso: string) => string): string {
  return at.startsWith("0001-") ? "never" : timeText(at);
}

/** Its platform with the version: `Windows 10 Mobile 10.0.15254.603`. */
export function platformText({ operatingSystem, osVersion }: Device): string {
  return plainText(`${operatingSystem} ${osVersion}`.trim());
}
