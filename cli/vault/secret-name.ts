import type { Device } from "../devices/device.ts";

const longest = 127;

/**
 * The name of the secret that holds a device's passcode: `passcode-NAME-ID`, of letters, digits and hyphens alone.
 * Source: https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#vault-name-and-object-name
 */
export function secretName({ id, deviceName }: Pick<Device, "id" | "deviceName">): string {
  const [name, end] = [deviceName, id].map((text) => text.replace(/[^a-z\d]+/gi, "-").replace(/^-|-$/g, ""));
  const begin = `passcode-${name}`.slice(0, longest - `-${end}`.length);
  return [begin.replace(/-$/, ""), end].join("-");
}
