import { X509Certificate } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import tls from "node:tls";
import type { CertificatePair } from "./certificates.ts";

/** What the HTTPS server needs, and the files that make clients trust it. */
export type ServerIdentity = {
  readonly key: string;
  readonly certificate: string;
  /** PEM of the authority alone: for `NODE_EXTRA_CA_CERTS`, which adds to what Node trusts. */
  readonly caFile: string;
  /** PEM of the authority and of everything Node trusts: for `SSL_CERT_FILE`, which replaces what Go trusts. */
  readonly bundleFile: string;
};

const dayMilliseconds = 24 * 60 * 60 * 1000;

/**
 * The server's certificate, signed by an authority of its own. Both are made at the first start and kept in
 * `directory`; they are used again while they are good for another day. Key files are readable by their owner only.
 */
export async function serverIdentity(directory: string): Promise<ServerIdentity> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const files = filesIn(directory);
  const kept = await readKept(files);
  const pair = kept ?? (await makeAndKeep(files));
  return { key: pair.key, certificate: pair.certificate, caFile: files.ca, bundleFile: files.bundle };
}

type Files = { ca: string; bundle: string; serverKey: string; serverCertificate: string };

function filesIn(directory: string): Files {
  return {
    ca: join(directory, "ca.pem"),
    bundle: join(directory, "ca-bundle.pem"),
    serverKey: join(directory, "server-key.pem"),
    serverCertificate: join(directory, "server.pem"),
  };
}

async function readKept(files: Files): Promise<CertificatePair | undefined> {
  try {
    const [ca, key, certificate] = await Promise.all(
      [files.ca, files.serverKey, files.serverCertificate].map((file) => readFile(file, "utf8")),
    );
    await readFile(files.bundle, "utf8");
    return isGood(certificate, ca) ? { key: key ?? "", certificate: certificate ?? "" } : undefined;
  } catch {
    return undefined;
  }
}

function isGood(certificate: string | undefined, ca: string | undefined): boolean {
  const server = new X509Certificate(certificate ?? "");
  const authority = new X509Certificate(ca ?? "");
  const isForVaults = server.checkHost("any.vault.localhost") !== undefined;
  const isCurrent = Date.parse(server.validTo) > Date.now() + dayMilliseconds;
  return server.verify(authority.publicKey) && isForVaults && isCurrent;
}

/** The authority's key is not kept: it signs once. */
async function makeAndKeep(files: Files): Promise<CertificatePair> {
  // Loaded only here, since most starts use certificates that were kept.
  const { makeAuthority, makeServerCertificate } = await import("./certificates.ts");
  const authority = await makeAuthority();
  const pair = await makeServerCertificate(authority);
  const trusted = [authority.certificate.toString("pem"), ...tls.getCACertificates("bundled")];
  await Promise.all([
    writeFile(files.ca, `${authority.certificate.toString("pem")}\n`),
    writeFile(files.bundle, `${trusted.join("\n")}\n`),
    writeFile(files.serverKey, pair.key, { mode: 0o600 }),
    writeFile(files.serverCertificate, pair.certificate),
  ]);
  return pair;
}
