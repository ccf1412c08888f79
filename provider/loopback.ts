import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

/**
 * Whether a host is this machine itself: `localhost`, or an address of its loopback interface.
 *
 * @param host A host as in a URL, with or without a port: `localhost:8443`, `127.0.0.1`, `[::1]:8443`.
 */
export function isLoopback(host: string): boolean {
  const url = `https://${host}/`;
  if (!URL.canParse(url)) {
    return false;
  }
  const name = new URL(url).hostname.replace(/^\[(.*)\]$/, "$1");
  const version = isIP(name);
  return version === 0 ? name === "localhost" : loopback.check(name, version === 6 ? "ipv6" : "ipv4");
}
