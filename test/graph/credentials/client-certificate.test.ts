import { createPrivateKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import {
  makeAuthority,
  makeClientCertificate,
  makeServerCertificate,
} from "../../../tenant/http/certificates.ts";
import { fullMessage } from "../../../text/explained-error.ts";
import { serveCredentials } from "../support/credentials.ts";
import { pkcs12 } from "../support/pkcs12.ts";

const served = serveCredentials();
function certificateOf(pem: string): string {
  return pem.slice(pem.indexOf("-----BEGIN CERTIFICATE-----"));
}

function pemOf({ key, certificate }: { key: string; certificate: string }): string {
  return `${key}${certificate}`;
}

describe("a client certificate", () => {
  async function registered(): Promise<string> {
    const { ARM_CLIENT_CERTIFICATE_PATH: path = "" } = await served.tenant.credentials.certificate();
    return readFile(path, "utf8");
  }

  function encrypted(pem: string, passphrase: string): string {
    const key = createPrivateKey(pem).export({
      format: "pem",
      type: "pkcs8",
      cipher: "aes-256-cbc",
      passphrase,
    });
    return `${key}${certificateOf(pem)}`;
  }

  it("in a PEM file signs in", async () => {
    expect(await served.signIn(await served.tenant.credentials.certificate())).toBe("client certificate");
  });

  it("in a PEM file with a password signs in", async () => {
    const path = await served.file("encrypted.pem", encrypted(await registered(), "pw"));
    await served.signIn({ ARM_CLIENT_CERTIFICATE_PATH: path, ARM_CLIENT_CERTIFICATE_PASSWORD: "pw" });
  });

  it("in a PKCS#12 file signs in", async () => {
    const path = await served.file("app.pfx", pkcs12(await registered(), "pw"));
    await served.signIn({ ARM_CLIENT_CERTIFICATE_PATH: path, ARM_CLIENT_CERTIFICATE_PASSWORD: "pw" });
  });

  it("that has expired is an error that says when", async () => {
    const path = await served.file("expired.pem", await registered());
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 20 * 365 * 86_400_000 });
    const error = await served.refusalOf({ ARM_CLIENT_CERTIFICATE_PATH: path });
    vi.useRealTimers();
    expect(error.code).toBe("unusable");
    expect(fullMessage(error)).toMatch(/expired on .+ GMT\.$/m);
  });

  it("that the app does not have is refused", async () => {
    const path = await served.file("unknown.pem", await registered());
    served.tenant.reset();
    const error = await served.refusalOf({ ARM_CLIENT_CERTIFICATE_PATH: path });
    expect(error.code).toBe("rejected");
    expect(fullMessage(error)).toContain("clientCertificatePath (ARM_CLIENT_CERTIFICATE_PATH)");
  });

  it.each([
    ["is not there", async () => join(served.directory, "nowhere.pem"), "cannot be read: Error: ENOENT"],
    [
      "has no certificate",
      async (pem: string) => served.file("key.pem", pem.split("-----BEGIN CERT")[0] ?? ""),
      "no certificate",
    ],
    [
      "has no key",
      async (pem: string) => served.file("certificate.pem", certificateOf(pem)),
      "no private key",
    ],
    [
      "has another password",
      async (pem: string) => served.file("locked.pem", encrypted(pem, "other")),
      "_PASSWORD",
    ],
    [
      "is a PKCS#12 file with another password",
      async (pem: string) => served.file("locked.pfx", pkcs12(pem, "other")),
      "PKCS#12",
    ],
    [
      "is a PKCS#12 file without a key",
      async (pem: string) => served.file("keyless.pfx", pkcs12(pem, "pw", { withKey: false })),
      "PKCS#12",
    ],
    [
      "is a PKCS#12 file without a certificate",
      async (pem: string) => served.file("bare.pfx", pkcs12(pem, "pw", { withCertificate: false })),
      "PKCS#12",
    ],
    [
      "has a key that is not RSA",
      async () => served.file("elliptic.pem", pemOf(await makeServerCertificate(await makeAuthority()))),
      "not RSA",
    ],
    [
      "has another certificate's key",
      async (pem: string) =>
        served.file("mixed.pem", `${(await makeClientCertificate("Other")).key}${certificateOf(pem)}`),
      "not its certificate's",
    ],
    ["is no certificate at all", async () => served.file("text.pfx", "hello"), "PKCS#12"],
  ])("whose file %s is an error that names the file and the setting", async (_, make, reason) => {
    const path = await make(await registered());
    const error = await served.refusalOf({
      ARM_CLIENT_CERTIFICATE_PATH: path,
      ARM_CLIENT_CERTIFICATE_PASSWORD: "pw",
    });
    expect(error.code).toBe("unusable");
    expect(fullMessage(error)).toContain(
      `${path}, named by clientCertificatePath (ARM_CLIENT_CERTIFICATE_PATH)`,
    );
    expect(fullMessage(error)).toContain(reason);
  });
});
