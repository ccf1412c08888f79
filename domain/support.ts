import { type Platform, platformOf, type ReportedDevice } from "./platforms.ts";

/** Platforms beyond the documented table that may be allowed by name. */
export const allowablePlatforms = ["android"] as const;

export type AllowablePlatform = (typeof allowablePlatforms)[number];

/** Whether a passcode can be reset from afar; if not, `reason` says why in a few words, and `instead` what to do. */
export type Support = { supported: true } | { supported: false; reason: string; instead: string };

/**
 * Intune's documented table of "Reset passcode": Windows 10 Mobile from the Creators Update (10.0.15063) on, joined
 * to Azure AD, and nothing else. `allowPlatforms` adds what Intune supports since.
 * Source: https://learn.microsoft.com/intune/remote-actions/device-passcode-reset
 */
export function canReset(
  device: ReportedDevice,
  { allowPlatforms = [] }: { allowPlatforms?: readonly AllowablePlatform[] } = {},
): Support {
  const platform = platformOf(device);
  if (platform === "windows10Mobile") return canResetPhone(device);
  if (platform === "android" && allowPlatforms.includes("android")) return { supported: true };
  return { supported: false, ...refusals[platform] };
}

type Refusal = { reason: string; instead: string };

const refusals: Record<Exclude<Platform, "windows10Mobile">, Refusal> = {
  windows: {
    reason: "not supported on Windows",
    instead:
      'Its user chooses "I forgot my PIN" at the lock screen. With the profile of this project on the device, ' +
      "that keeps the user's keys (`npm run pin-reset -- doctor` says whether it is).",
  },
  ios: {
    reason: "not supported on iOS",
    instead:
      'Use "Remove passcode" in the Intune admin center: the user is then asked for a new one on the device.',
  },
  macos: {
    reason: "not supported on macOS",
    instead:
      "Its user resets it at the login window; with FileVault, by the recovery key that the Intune admin center shows.",
  },
  android: {
    reason: "not documented for Android",
    instead:
      "Intune has added Android Enterprise and AOSP since: if this device is one of them, add --allow-platform android.",
  },
  other: {
    reason: "not documented for this platform",
    instead: "Look in the Intune admin center for what can be done with it.",
  },
};

const creatorsUpdate = [10, 0, 15063] as const;

function canResetPhone({ osVersion, joinType }: ReportedDevice): Support {
  if (!isAtLeast(osVersion, creatorsUpdate)) {
    return {
      supported: false,
      reason: osVersion === "" ? "its version is not known" : "older than 10.0.15063",
      instead: `The reset needs the Creators Update, 10.0.15063${isVersion(osVersion) ? `; this is ${osVersion}` : ""}. Update the phone, or wipe it.`,
    };
  }
  if (joinType !== "azureADJoined") {
    return {
      supported: false,
      reason: isKnown(joinType) ? "not joined to Azure AD" : "its join type is not known",
      instead: "Join the phone to Azure AD (Settings > Accounts > Access work or school), or wipe it.",
    };
  }
  return { supported: true };
}

function isKnown(joinType: string): boolean {
  return joinType !== "" && joinType !== "unknown";
}

/** Whatever else a device calls its version is not repeated. */
function isVersion(text: string): boolean {
  return /^\d+(\.\d+)*$/.test(text);
}

function isAtLeast(version: string, least: readonly number[]): boolean {
  const parts = version.split(".").map(Number);
  for (const [index, wanted] of least.entries()) {
    const part = parts[index];
    if (part === undefined || Number.isNaN(part)) return false;
    if (part !== wanted) return part > wanted;
  }
  return true;
}
