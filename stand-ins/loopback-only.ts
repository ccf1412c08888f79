import { isLoopback } from "../provider/loopback.ts";

/**
 * Keeps a stand-in to the embedded tenant: it is no substitute for the published plugin where a real tenant is at stake.
 *
 * @param plugin The published plugin's name.
 * @param metadataHost What ARM_METADATA_HOSTNAME says; `HOST` or `HOST:PORT`.
 * @throws Error that says how to get the published plugin, where that host is not this machine.
 */
export function requireEmbeddedTenant(plugin: string, metadataHost: string | undefined): void {
  if (metadataHost !== undefined && isLoopback(metadataHost)) {
    return;
  }
  const given = metadataHost === undefined ? "is not set" : `is "${metadataHost}"`;
  throw refusal(plugin, `ARM_METADATA_HOSTNAME ${given}`);
}

/**
 * Keeps what an environment document names to this machine, too.
 *
 * @throws Error as {@link requireEmbeddedTenant}, where an address is of another host.
 */
export function requireLoopbackAddresses(plugin: string, addresses: readonly string[]): void {
  const outside = addresses.find((address) => !isLoopback(new URL(address).host));
  if (outside !== undefined) {
    throw refusal(plugin, `the environment document names ${outside}`);
  }
}

function refusal(plugin: string, reason: string): Error {
  return new Error(
    `This stand-in for the ${plugin} plugin signs in to the embedded tenant alone, on this machine, and ${reason}. ` +
      `Any other tenant needs the published plugin: pulumi plugin install resource ${plugin}`,
  );
}
