import { createPrivateKey } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { CredentialError } from "../../graph/credentials/errors.ts";
import { makeAuthority, makeClientCertificate, makeServerCertificate } from "../../tenant/certificates.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { failureOf } from "./support/connection.ts";
import { pkcs12 } from "./support/pkcs12.ts";
import { trust } from "./support/server.ts";
import { sourceOf, statusWith, variables } from "./support/sign-in.ts";

let tenant: Tenant;
let directory: string;

beforeAll(async () => {
  tenant = await startTenant();
  trust(await readFile(tenant.caFile, "utf8"));
  directory = await mkdtemp(join(tmpdir(), "credentials-"));
});

afterAll(async () => {
  await tenant.close();
  await rm(directory, { recursive: true });
});

beforeEach(() => tenant.reset());

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

/** Signs in with these variables; the token must be one that the tenant's Graph takes. */
async function signIn(added: Record<string, string>): Promise<string> {
  const source = sourceOf(variables(tenant, added));
  expect(await statusWith(tenant, await source.getToken())).toBe(200);
  return source.description;
}

async function refusalOf(added: Record<string, string>): Promise<CredentialError> {
  const error = await failureOf(sourceOf(variables(tenant, added)).getToken());
  if (error instanceof CredentialError) return error;
  throw error;
}

describe("a client secret", () => {
  it("signs in", async () => {
    expect(await signIn(tenant.credentials.secret())).toBe("client secret");
  });

  it("that is wrong is refused with Entra's code, and not repeated in the error", async () => {
    const error = await refusalOf({ ARM_CLIENT_SECRET: "wrong-s3cret" });
    expect(error).toMatchObject({ kind: "rejected", code: "AADSTS7000215", passing: undefined });
    expect(error.message).toContain("clientSecret (ARM_CLIENT_SECRET)");
    expect(error.message).not.toContain("wrong-s3cret");
  });
});

function certificateOf(pem: string): string {
  return pem.slice(pem.indexOf("-----BEGIN CERTIFICATE-----"));
}

function pemOf({ key, certificate }: { key: string; certificate: string }): string {
  return `${key}${certificate}`;
}

describe("a client certificate", () => {
  async function registered(): Promise<string> {
    const { ARM_CLIENT_CERTIFICATE_PATH: path = "" } = await tenant.credentials.certificate();
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
    expect(await signIn(await tenant.credentials.certificate())).toBe("client certificate");
  });

  it("in a PEM file with a password signs in", async () => {
    const path = await file("encrypted.pem", encrypted(await registered(), "pw"));
    await signIn({ ARM_CLIENT_CERTIFICATE_PATH: path, ARM_CLIENT_CERTIFICATE_PASSWORD: "pw" });
  });

  it("in a PKCS#12 file signs in", async () => {
    const path = await file("app.pfx", pkcs12(await registered(), "pw"));
    await signIn({ ARM_CLIENT_CERTIFICATE_PATH: path, ARM_CLIENT_CERTIFICATE_PASSWORD: "pw" });
  });

  it("that has expired is an error that says when", async () => {
    const path = await file("expired.pem", await registered());
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 20 * 365 * 86_400_000 });
    const error = await refusalOf({ ARM_CLIENT_CERTIFICATE_PATH: path });
    vi.useRealTimers();
    expect(error.kind).toBe("unusable");
    expect(error.message).toMatch(/expired on .+ GMT\.$/);
  });

  it("that the app does not have is refused", async () => {
    const path = await file("unknown.pem", await registered());
    tenant.reset();
    const error = await refusalOf({ ARM_CLIENT_CERTIFICATE_PATH: path });
    expect(error.kind).toBe("rejected");
    expect(error.message).toContain("clientCertificatePath (ARM_CLIENT_CERTIFICATE_PATH)");
  });

  it.each([
    ["is not there", async () => join(directory, "nowhere.pem"), "cannot be read: Error: ENOENT"],
    [
      "has no certificate",
      async (pem: string) => file("key.pem", pem.split("-----BEGIN CERT")[0] ?? ""),
      "no certificate",
    ],
    ["has no key", async (pem: string) => file("certificate.pem", certificateOf(pem)), "no private key"],
    ["has another password", async (pem: string) => file("locked.pem", encrypted(pem, "other")), "_PASSWORD"],
    [
      "is a PKCS#12 file with another password",
      async (pem: string) => file("locked.pfx", pkcs12(pem, "other")),
      "PKCS#12",
    ],
    [
      "is a PKCS#12 file without a key",
      async (pem: string) => file("keyless.pfx", pkcs12(pem, "pw", { withKey: false })),
      "PKCS#12",
    ],
    [
      "is a PKCS#12 file without a certificate",
      async (pem: string) => file("bare.pfx", pkcs12(pem, "pw", { withCertificate: false })),
      "PKCS#12",
    ],
    [
      "has a key that is not RSA",
      async () => file("elliptic.pem", pemOf(await makeServerCertificate(await makeAuthority()))),
      "not RSA",
    ],
    [
      "has another certificate's key",
      async (pem: string) =>
        file("mixed.pem", `${(await makeClientCertificate("Other")).key}${certificateOf(pem)}`),
      "not its certificate's",
    ],
    ["is no certificate at all", async () => file("text.pfx", "hello"), "PKCS#12"],
  ])("whose file %s is an error that names the file and the setting", async (_, make, reason) => {
    const path = await make(await registered());
    const error = await refusalOf({
      ARM_CLIENT_CERTIFICATE_PATH: path,
      ARM_CLIENT_CERTIFICATE_PASSWORD: "pw",
    });
    expect(error.kind).toBe("unusable");
    expect(error.message).toContain(`${path}, named by clientCertificatePath (ARM_CLIENT_CERTIFICATE_PATH)`);
    expect(error.message).toContain(reason);
  });
});

describe("OIDC", () => {
  it("signs in with a token", async () => {
    expect(await signIn(await tenant.credentials.oidcToken())).toBe("OIDC, a token");
  });

  it("signs in with a token from a file, read anew each time", async () => {
    const { ARM_OIDC_TOKEN: token = "" } = await tenant.credentials.oidcToken();
    const path = await file("token", "");
    const source = sourceOf(variables(tenant, { ARM_USE_OIDC: "true", ARM_OIDC_TOKEN_FILE_PATH: path }));
    expect(source.description).toBe("OIDC, a token in a file");
    expect(await failureOf(source.getToken())).toMatchObject({
      kind: "unusable",
      message: expect.stringContaining("is empty"),
    });
    await writeFile(path, `${token}\n`);
    expect(await statusWith(tenant, await source.getToken())).toBe(200);
  });

  it("names the token's file where it is not there", async () => {
    const path = join(directory, "no-token");
    const error = await refusalOf({ ARM_USE_OIDC: "true", ARM_OIDC_TOKEN_FILE_PATH: path });
    expect(error.message).toContain(
      `${path}, named by oidcTokenFilePath (ARM_OIDC_TOKEN_FILE_PATH), cannot be read: Error: ENOENT`,
    );
  });

  it("signs in from GitHub Actions", async () => {
    expect(await signIn(tenant.credentials.github())).toBe("OIDC, GitHub Actions");
  });

  it("signs in from GitHub Actions with the variables of ARM too", async () => {
    const { ACTIONS_ID_TOKEN_REQUEST_URL: url = "", ACTIONS_ID_TOKEN_REQUEST_TOKEN: token = "" } =
      tenant.credentials.github();
    await signIn({ ARM_USE_OIDC: "true", ARM_OIDC_REQUEST_URL: url, ARM_OIDC_REQUEST_TOKEN: token });
  });

  it("signs in from Azure Pipelines", async () => {
    expect(await signIn(tenant.credentials.pipelines())).toBe("OIDC, Azure Pipelines");
  });

  it("signs in from Azure Pipelines with ARM_OIDC_REQUEST_TOKEN too", async () => {
    const { SYSTEM_ACCESSTOKEN: token = "", ...others } = tenant.credentials.pipelines();
    await signIn({ ...others, ARM_OIDC_REQUEST_TOKEN: token });
  });

  it("that the app does not trust is refused, and its token is not shown", async () => {
    const { ARM_OIDC_TOKEN: token = "" } = await tenant.credentials.oidcToken();
    tenant.reset();
    const error = await refusalOf({ ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: token });
    expect(error.kind).toBe("rejected");
    expect(error.code).toMatch(/^AADSTS70021/);
    expect(error.message).toContain("federated credential");
    expect(error.message).not.toContain(token);
  });

  it("names the request URL where there is nothing", async () => {
    const error = await refusalOf({
      ...tenant.credentials.github(),
      ACTIONS_ID_TOKEN_REQUEST_URL: "https://nowhere.invalid/",
    });
    expect(error).toMatchObject({ kind: "unreachable", code: "ENOTFOUND" });
    expect(error.message).toContain("nowhere.invalid");
    expect(error.message).toContain("oidcRequestUrl (ARM_OIDC_REQUEST_URL");
  });

  it("does not show a request token that cannot be sent", async () => {
    const token = "request\ntoken";
    const error = await refusalOf({ ...tenant.credentials.github(), ACTIONS_ID_TOKEN_REQUEST_TOKEN: token });
    expect(error.message).not.toContain(token);
  });

  it("names the request token where the pipeline refuses it", async () => {
    const error = await refusalOf({
      ...tenant.credentials.github(),
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bad-request-token",
    });
    expect(error.kind).toBe("rejected");
    expect(error.message).toContain(`${tenant.origin}, named by oidcRequestUrl`);
    expect(error.message).toContain(
      "oidcRequestToken (ARM_OIDC_REQUEST_TOKEN or ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    );
    expect(error.message).not.toContain("bad-request-token");
  });
});

describe("Azure CLI", () => {
  /** A program named az on PATH, which prints the answer, or fails with the message. */
  async function az(script: string): Promise<void> {
    const bin = await mkdtemp(join(directory, "bin-"));
    const program = join(bin, "az.mjs");
    await writeFile(program, script);
    await writeFile(join(bin, "az.cmd"), `@"${process.execPath}" "${program}" %*\r\n`);
    await writeFile(join(bin, "az"), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
    await chmod(join(bin, "az"), 0o755);
    vi.stubEnv("PATH", `${bin}${delimiter}${process.env.PATH}`);
  }

  it("signs in, for the tenant and the Graph of the settings", async () => {
    const token = await sourceOf(variables(tenant, tenant.credentials.secret())).getToken();
    const log = join(directory, "az-arguments.json");
    await az(`
      import { writeFileSync } from "node:fs";
      writeFileSync(${JSON.stringify(log)}, JSON.stringify(process.argv.slice(2)));
      const expires_on = Math.floor(Date.now() / 1000) + 3600;
      process.stdout.write(JSON.stringify({ accessToken: ${JSON.stringify(token)}, expires_on }));
    `);
    expect(await signIn({ ARM_USE_CLI: "true" })).toBe("Azure CLI");
    const passed: string[] = JSON.parse(await readFile(log, "utf8"));
    expect(passed).toEqual(expect.arrayContaining(["account", "get-access-token"]));
    expect(passed.join(" ")).toContain(`--resource ${tenant.origin} --tenant ${seeded.tenantId}`);
  });

  it("is what signs in where nothing else is asked for, in the tenant it is signed in to", async () => {
    const token = await sourceOf(variables(tenant, tenant.credentials.secret())).getToken();
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    await az(`
      if (process.argv.includes("--tenant")) process.exit(1);
      process.stdout.write(JSON.stringify({ accessToken: ${JSON.stringify(token)}, expiresOn: "${expires}" }));
    `);
    expect(await signIn({ ARM_TENANT_ID: "", ARM_CLIENT_ID: "" })).toBe("Azure CLI");
  });

  it("that is not signed in is an error that says how to", async () => {
    await az(`process.stderr.write("ERROR: Please run 'az login' to setup account."); process.exit(1);`);
    const error = await refusalOf({ ARM_USE_CLI: "true" });
    expect(error).toMatchObject({ kind: "unusable", passing: undefined });
    expect(error.message).toMatch(/sign in with `az login`\.$/);
  });

  it("that is missing, and was not asked for, is an error that lists the other ways", async () => {
    vi.stubEnv("PATH", directory);
    const error = await refusalOf({});
    expect(error.kind).toBe("unusable");
    expect(error.message).toContain("Install Azure CLI");
    expect(error.message).toContain("  client secret: clientSecret (ARM_CLIENT_SECRET)\n");
    expect(error.message).toContain("  managed identity: useMsi (ARM_USE_MSI=true)\n");
  });
});
