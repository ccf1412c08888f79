import type { Device } from "../devices/device.ts";
import { resumeCommand, visibleUntil } from "../reset/outcome.ts";
import type { Passcode } from "../reset/passcode.ts";
import type { Vault } from "./open.ts";
import { secretName } from "./secret-name.ts";
import { vaultError } from "./vault-error.ts";

/** A passcode that was set on a device. `setAt` is RFC 3339; `requestId` is Graph's, of the request for the reset. */
type StoredPasscode = {
  readonly vault: Vault;
  readonly device: Device;
  readonly passcode: Passcode;
  readonly setAt: string;
  readonly requestId: string | undefined;
};

/**
 * Keeps a passcode as a secret that expires when Intune stops showing it, seven days after it was set; its tags say
 * for which device, who asked, and by which request. Another passcode of the same device becomes a new version.
 * Source: https://learn.microsoft.com/rest/api/keyvault/secrets/set-secret/set-secret
 *
 * @returns The secret's identifier, a URL.
 * @throws CredentialError, GraphError, and CommandError `vaultUnreachable`, `vaultForbidden`, `vaultNameDeleted`,
 *   `vaultFailed`, `interrupted`: none contains the passcode, and each says how to store it without another reset.
 */
export async function storePasscode(stored: StoredPasscode): Promise<{ link: string }> {
  const { vault, device, passcode, setAt, requestId } = stored;
  const { client, identity } = await vault.connect();
  const name = secretName(device);
  try {
    const { properties } = await client.setSecret(name, passcode.reveal(), {
      contentType: "text/plain",
      expiresOn: new Date(visibleUntil(setAt)),
      tags: {
        deviceId: device.id,
        requestedBy: identity,
        ...(requestId === undefined ? {} : { graphRequestId: requestId }),
      },
      abortSignal: vault.signal,
    });
    return { link: properties.id ?? `${client.vaultUrl}/secrets/${name}` };
  } catch (error) {
    const again =
      `The passcode is set; Intune shows it until ${visibleUntil(setAt)}. To store it then, without another reset:\n` +
      `${resumeCommand(device)} --vault ${vault.name}`;
    throw vaultError(error, {
      ...vault,
      client,
      storing: { secret: name, hidden: passcode.reveal(), again },
    });
  }
}
