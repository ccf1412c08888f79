import { createPrivateKey, X509Certificate } from "node:crypto";
import { ContentInfo, id_data } from "@peculiar/asn1-cms";
import {
  AuthenticatedSafe,
  CertBag,
  id_certBag,
  id_pkcs8ShroudedKeyBag,
  id_x509Certificate,
  PFX,
  SafeBag,
  SafeContents,
} from "@peculiar/asn1-pfx";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";

/**
 * A PKCS#12 file with the certificate, and the key encrypted with the password, unless one is to be left out. It
 * has no MAC: a wrong password shows by the key.
 */
export function pkcs12(
  pem: string,
  password: string,
  { withKey = true, withCertificate = true } = {},
): Buffer {
  const certificate = new X509Certificate(pem).raw;
  const certValue = AsnConvert.serialize(new OctetString(certificate));
  const certBag = new SafeBag({
    bagId: id_certBag,
    bagValue: AsnConvert.serialize(new CertBag({ certId: id_x509Certificate, certValue })),
  });
  const bags = [...(withCertificate ? [certBag] : []), ...(withKey ? [keyBag(pem, password)] : [])];
  const safe = new AuthenticatedSafe([dataOf(new SafeContents(bags))]);
  const pfx = new PFX({ version: 3, authSafe: dataOf(safe) });
  Reflect.deleteProperty(pfx, "macData");
  return Buffer.from(AsnConvert.serialize(pfx));
}

function keyBag(pem: string, passphrase: string): SafeBag {
  const format = { format: "der", type: "pkcs8", cipher: "aes-256-cbc", passphrase } as const;
  const key = createPrivateKey(pem).export(format);
  return new SafeBag({ bagId: id_pkcs8ShroudedKeyBag, bagValue: arrayBuffer(key) });
}

function dataOf(value: SafeContents | AuthenticatedSafe): ContentInfo {
  const octets = new OctetString(AsnConvert.serialize(value));
  return new ContentInfo({ contentType: id_data, content: AsnConvert.serialize(octets) });
}

function arrayBuffer(bytes: Buffer): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
