import { X509Certificate } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { serverIdentity } from "../../tenant/http/tls.ts";
import { startTenant } from "../../tenant/server.ts";

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tenant-tls-"));
});
afterAll(() => rm(directory, { recursive: true }));

async function statusOf(origin: string, ca: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = https.get(`${origin}/metadata/endpoints`, { ca, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on("error", reject);
  });
}

describe("the tenant's certificates", () => {
  it("are made once, are good for the loopback names, and are used again", async () => {
    const first = await serverIdentity(directory);
    const certificate = new X509Certificate(first.certificate);
    expect(certificate.checkHost("localhost")).toBe("localhost");
    expect(certificate.checkHost("passcodes.vault.localhost")).toBe("*.vault.localhost");
    expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(certificate.checkIP("::1")).toBe("::1");
    const authority = new X509Certificate(await readFile(first.caFile, "utf8"));
    expect([authority.ca, certificate.verify(authority.publicKey)]).toEqual([true, true]);
    expect((await serverIdentity(directory)).certificate).toBe(first.certificate);
  });

  it("are used again without what makes them, which takes a third of the start", async () => {
    const first = await serverIdentity(directory);
    vi.resetModules();
    vi.doMock("../../tenant/http/certificates.ts", () => expect.fail("what makes certificates was loaded"));
    try {
      const { serverIdentity: again } = await import("../../tenant/http/tls.ts");
      expect((await again(directory)).certificate).toBe(first.certificate);
    } finally {
      vi.doUnmock("../../tenant/http/certificates.ts");
    }
  });

  it("keep the key from others, and the authority's key from everyone", async () => {
    await serverIdentity(directory);
    expect((await stat(join(directory, "server-key.pem"))).mode & 0o777).toBe(
      process.platform === "win32" ? 0o666 : 0o600,
    );
    const keys = (await readdir(directory)).filter((file) => file.includes("key"));
    expect(keys).toEqual(["server-key.pem"]);
  });

  it("are made again where a file is damaged", async () => {
    const first = await serverIdentity(directory);
    await writeFile(join(directory, "server.pem"), "damaged");
    const second = await serverIdentity(directory);
    expect(second.certificate).not.toBe(first.certificate);
    expect(new X509Certificate(second.certificate).checkHost("localhost")).toBe("localhost");
  });

  it("make a bundle that trusts the tenant and everything public", async () => {
    const { bundleFile, caFile } = await serverIdentity(directory);
    const bundle = await readFile(bundleFile, "utf8");
    expect(bundle).toContain((await readFile(caFile, "utf8")).trim());
    expect(bundle.split("BEGIN CERTIFICATE").length).toBeGreaterThan(50);
  });

  it("are trusted by those who trust the authority, and by no one else", async () => {
    const tenant = await startTenant({ directory });
    const ca = await readFile(tenant.caFile, "utf8");
    expect(await statusOf(tenant.origin, ca)).toBe(200);
    const other = await startTenant();
    const otherCa = await readFile(other.caFile, "utf8");
    await expect(statusOf(tenant.origin, otherCa)).rejects.toThrow(/certificate|signature/);
    await Promise.all([tenant.close(), other.close()]);
    expect(await readdir(directory)).toContain("ca.pem");
    await expect(stat(other.caFile)).rejects.toThrow("ENOENT");
  });
});
