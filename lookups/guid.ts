import { createHash } from "node:crypto";

/**
 * A GUID made of a name: the same for the same namespace (a GUID) and name, another for any other.
 * Source: https://www.rfc-editor.org/rfc/rfc9562#section-5.5
 */
export function guidOf(namespace: string, name: string): string {
  const hash = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name)
    .digest()
    .subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
