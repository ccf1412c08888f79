import { type Platform, platformOf, type ReportedDevice } from "./platforms.ts";

/** Platforms beyond the documented table that may be allowed by name. */
export const allowablePlatforms = ["android"] as const;

export type AllowablePlatform = (typeof allowablePlatforms)[number];

/** Why a passcode cannot be reset from afar. */
export type SupportCode =
  | Exclude<Platform, "windows10Mobile" | "other">
  | "otherPlatform"
  | "versionUnknown"
  | "versionTooOld"
  | "joinTypeUnknown"
  | "notJoined";

/** Whether a passcode can be reset from afar; if not, `message` says why in a few words, and `hint` what to do. */
export type Support =
  | { supported: true }
  | { supported: false; code: SupportCode; message: string; hint: string };

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
  if (platform === "windows10Mobile") {
    return canResetPhone(device);
  }
  if (platform === "android" && allowPlatforms.includes("android")) {
    return { supported: true };
  }
  const code = platform === "other" ? "otherPlatform" : platform;
  return { supported: false, code, ...refusals[code] };
}

type Refusal = { message: string; hint: string };

const refusals: Record<Exclude<Platform, "windows10Mobile" | "other"> | "otherPlatform", Refusal> = {
  windows: {
    message: "not supported on Windows",
    hint:
      'Its user chooses "I forgot my PIN" at the lock screen. With the profile of this project on the device, ' +
      "that keeps the user's keys (`npm run pin-reset -- doctor` says whether it is).",
  },
  ios: {
    message: "not supported on iOS",
    hint: 'Use "Remove passcode" in the Intune admin center: the user is then asked for a new one on the device.',
  },
  macos: {
    message: "not supported on macOS",
    hint: "Its user resets it at the login window; with FileVault, by the recovery key that the Intune admin center shows.",
  },
  android: {
    message: "not documented for Android",
    hint: "Intune has added Android Enterprise and AOSP since: if this device is one of them, add --allow-platform android.",
  },
  otherPlatform: {
    message: "not documented for this platform",
    hint: "Look in the Intune admin center for what can be done with it.",
  },
};

const creatorsUpdate = [10, 0, 15063] as const;

function canResetPhone({ osVersion, joinType }: ReportedDevice): Support {
  if (!isAtLeast(osVersion, creatorsUpdate)) {
    return {
      supported: false,
      code: osVersion === "" ? "versionUnknown" : "versionTooOld",
      message: osVersion === "" ? "its version is not known" : "older than 10.0.15063",
      hint: `The reset needs the Creators Update, 10.0.15063${isVersion(osVersion) ? `; this is ${osVersion}` : ""}. Update the phone, or wipe it.`,
    };
  }
  if (joinType !== "azureADJoined") {
    return {
      supported: false,
      code: isKnown(joinType) ? "notJoined" : "joinTypeUnknown",
      message: isKnown(joinType) ? "not joined to Azure AD" : "its join type is not known",
      hint: "Join the phone to Azure AD (Settings > Accounts > Access work or school), or wipe it.",
    };
  }
  return { supported: true };
}

function isKnown(joinType: string): boolean {
  return joinType !== "" && joinType !== "unknown";
}

/** Anything else that a device calls its version is not repeated. */
function isVersion(text: string): boolean {
  return /^\d+(\.\d+)*$/.test(text);
}

function isAtLeast(version: string, least: readonly number[]): boolean {
  const parts = version.split(".").map(Number);
  for (const [index, wanted] of least.entries()) {
    const part = parts[index];
    if (part === undefined || Number.isNaN(part)) {
      return false;
    }
    if (part !== wanted) {
      return part > wanted;
    }
  }
  return true;
}
