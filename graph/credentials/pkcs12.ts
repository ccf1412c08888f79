import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { Duplex } from "node:stream";
import { createSecureContext, TLSSocket } from "node:tls";
import { type ContentInfo, id_data } from "@peculiar/asn1-cms";
import { AuthenticatedSafe, id_pkcs8ShroudedKeyBag, PFX, SafeContents } from "@peculiar/asn1-pfx";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";

/**
 * The certificate and private key of a PKCS#12 file. Source: https://www.rfc-editor.org/rfc/rfc7292
 *
 * @throws Error where the password is wrong, or the file is damaged or encrypted in a way that OpenSSL no longer opens.
 */
export function openPkcs12(
  bytes: Buffer,
  password: string,
): { certificate: X509Certificate; key: KeyObject } {
  return { certificate: certificateOf(bytes, password), key: keyOf(bytes, password) };
}

// Node opens PKCS#12 files for TLS only: so let it, and ask the socket which certificate it would present. That
// checks the file's MAC, and thereby the password, too.
function certificateOf(pfx: Buffer, passphrase: string): X509Certificate {
  const secureContext = createSecureContext({ pfx, passphrase });
  const socket = new TLSSocket(new Duplex({ read() {} }), { secureContext });
  try {
    const certificate = socket.getX509Certificate();
    if (certificate) {
      return new X509Certificate(certificate.raw);
    }
    throw new Error("no certificate");
  } finally {
    socket.destroy();
  }
}

// The key's bag is an encrypted PKCS#8 key, which Node opens by itself.
function keyOf(bytes: Buffer, passphrase: string): KeyObject {
  const { authSafe } = AsnConvert.parse(bytes, PFX);
  const safes = [...AsnConvert.parse(dataOf(authSafe), AuthenticatedSafe)].filter(
    ({ contentType }) => contentType === id_data,
  );
  const bag = safes
    .flatMap((safe) => [...AsnConvert.parse(dataOf(safe), SafeContents)])
    .find(({ bagId }) => bagId === id_pkcs8ShroudedKeyBag);
  if (!bag) {
    throw new Error("no private key");
  }
  return createPrivateKey({ key: Buffer.from(bag.bagValue), format: "der", type: "pkcs8", passphrase });
}

function dataOf({ content }: ContentInfo): ArrayBuffer {
  return AsnConvert.parse(content, OctetString).buffer;
}
