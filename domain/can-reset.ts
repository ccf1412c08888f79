/**
 * What can-reset.ps1 reports of a device: the words of `dsregcmd /status`, and `NotShown` where it shows no CanReset.
 * Source: https://learn.microsoft.com/entra/identity/devices/troubleshoot-device-dsregcmd#user-state
 */
export const canResetValues = [
  "DestructiveAndNonDestructive",
  "NonDestructiveOnly",
  "DestructiveOnly",
  "Unknown",
  "NotShown",
] as const;

export type CanReset = (typeof canResetValues)[number];

/** Whether a PIN can be reset without losing what it protects. */
export function keepsCredentials(value: CanReset): boolean {
  return value === "DestructiveAndNonDestructive" || value === "NonDestructiveOnly";
}

/** The value in the output of can-reset.ps1, or undefined where the output is another script's. */
export function readCanReset(output: string): CanReset | undefined {
  const [, word] = /^\s*CanReset=([A-Za-z]{1,40})\s*$/.exec(output) ?? [];
  return canResetValues.find((value) => value.toLowerCase() === word?.toLowerCase());
}

/** Where the script is, beside this file: a file of its own, so that an editor checks it and its owner can sign it. */
export const canResetScript = new URL("./can-reset.ps1", import.meta.url);

/** What the script is called in Intune, unless the settings or an option say otherwise. */
export const readinessScriptName = "PIN reset readiness";
