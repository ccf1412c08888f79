/** The platforms that this project tells apart. */
export const platforms = ["windows10Mobile", "windows", "ios", "macos", "android", "other"] as const;

export type Platform = (typeof platforms)[number];

/** What decides whether a passcode can be reset, as Graph's managedDevice reports it; "" is what Intune does not know. */
export type ReportedDevice = {
  readonly deviceType: string;
  readonly operatingSystem: string;
  readonly osVersion: string;
  readonly joinType: string;
};

/**
 * The platform of a device: by Graph's `deviceType`, which the user of a device cannot change; by the name of its
 * operating system only where Graph does not know the type.
 */
export function platformOf({ deviceType, operatingSystem }: ReportedDevice): Platform {
  if (deviceType !== "" && deviceType !== "unknown") {
    return byType.get(deviceType) ?? "other";
  }
  return names.find(([name]) => name.test(operatingSystem))?.[1] ?? "other";
}

// Source: https://learn.microsoft.com/graph/api/resources/intune-shared-devicetype?view=graph-rest-beta
const byType = new Map<string, Platform>([
  ["windowsPhone", "windows10Mobile"],
  ["desktop", "windows"],
  ["windowsRT", "windows"],
  ["windows10x", "windows"],
  ["winEmbedded", "windows"],
  ["surfaceHub", "windows"],
  ["holoLens", "windows"],
  ["cloudPC", "windows"],
  ["iPhone", "ios"],
  ["iPad", "ios"],
  ["iPod", "ios"],
  ["iSocConsumer", "ios"],
  ["mac", "macos"],
  ["macMDM", "macos"],
  ["android", "android"],
  ["androidForWork", "android"],
  ["androidEnterprise", "android"],
  ["androidnGMS", "android"],
]);

const names: readonly [RegExp, Platform][] = [
  [/^windows (10 mobile|phone)\b/i, "windows10Mobile"],
  [/^windows\b/i, "windows"],
  [/^(ios|ipados)\b/i, "ios"],
  [/^mac ?os\b/i, "macos"],
  [/^android\b/i, "android"],
];
