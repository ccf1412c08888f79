import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { CredentialError } from "./errors.ts";
import { readSettingFile } from "./setting-file.ts";
import { settingName } from "./settings.ts";

/**
 * Reads a client certificate and its private key from a PEM or PKCS#12 (PFX) file, and returns both as PEM, the
 * key decrypted.
 * @throws CredentialError where the file, its password or what it holds is not fit to sign in with.
 */
export async function readCertificate(path: string, password: string | undefined): Promise<string> {
  const bytes = await readSettingFile("clientCertificatePath", path);
  const { certificate, key } = isPem(bytes)
    ? readPem(path, bytes.toString("utf8"), password)
    : await readPkcs12(path, bytes, password);
  check(path, certificate, key);
  return `${certificate.toString()}${key.export({ format: "pem", type: "pkcs8" })}`;
}

type CertificateAndKey = { certificate: X509Certificate; key: KeyObject };

function isPem(bytes: Buffer): boolean {
  return bytes.includes("-----BEGIN ");
}

function readPem(path: string, text: string, password: string | undefined): CertificateAndKey {
  if (!text.includes("-----BEGIN CERTIFICATE-----")) {
    throw unfit(path, "holds no certificate");
  }
  if (!text.includes("PRIVATE KEY-----")) {
    throw unfit(path, "holds no private key");
  }
  try {
    const certificate = new X509Certificate(text);
    return { certificate, key: createPrivateKey({ key: text, format: "pem", passphrase: password ?? "" }) };
  } catch {
    throw unfit(path, `cannot be opened with ${settingName("clientCertificatePassword")}, or is damaged`);
  }
}

async function readPkcs12(
  path: string,
  bytes: Buffer,
  password: string | undefined,
): Promise<CertificateAndKey> {
  const { openPkcs12 } = await import("./pkcs12.ts");
  try {
    return openPkcs12(bytes, password ?? "");
  } catch {
    const reason = `is no PEM file, nor a PKCS#12 file that ${settingName("clientCertificatePassword")} opens`;
    throw unfit(
      path,
      `${reason}; one in an old format opens after \`openssl pkcs12 -legacy\` has rewritten it`,
    );
  }
}

function check(path: string, certificate: X509Certificate, key: KeyObject): void {
  if (key.asymmetricKeyType !== "rsa") {
    throw unfit(path, "holds a key that is not RSA, which Entra does not take");
  }
  if (!certificate.checkPrivateKey(key)) {
    throw unfit(path, "holds a private key that is not its certificate's");
  }
  if (Date.parse(certificate.validTo) < Date.now()) {
    throw unfit(path, `expired on ${certificate.validTo}`);
  }
}

function unfit(path: string, reason: string): CredentialError {
  return new CredentialError({
    code: "unusable",
    message: `${path}, named by ${settingName("clientCertificatePath")}, ${reason}.`,
    hint: "Give a PEM or PFX file that holds the app registration's certificate and its RSA key.",
  });
}
