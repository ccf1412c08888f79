import { chmod, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { fullMessage } from "../../text/explained-error.ts";
import { failureOf } from "./support/connection.ts";
import { serveCredentials } from "./support/credentials.ts";
import { sourceOf, statusWith, variables } from "./support/sign-in.ts";

const served = serveCredentials();

describe("a client secret", () => {
  it("signs in", async () => {
    expect(await served.signIn(served.tenant.credentials.secret())).toBe("client secret");
  });

  it("that is wrong is refused with Entra's code, and not repeated in the error", async () => {
    const error = await served.refusalOf({ ARM_CLIENT_SECRET: "wrong-s3cret" });
    expect(error).toMatchObject({ code: "rejected", entraCode: "AADSTS7000215", passing: undefined });
    expect(fullMessage(error)).toContain("clientSecret (ARM_CLIENT_SECRET)");
    expect(fullMessage(error)).not.toContain("wrong-s3cret");
  });
});

describe("OIDC", () => {
  it("signs in with a token", async () => {
    expect(await served.signIn(await served.tenant.credentials.oidcToken())).toBe("OIDC, a token");
  });

  it("signs in with a token from a file, read again each time", async () => {
    const { ARM_OIDC_TOKEN: token = "" } = await served.tenant.credentials.oidcToken();
    const path = await served.file("token", "");
    const source = sourceOf(
      variables(served.tenant, { ARM_USE_OIDC: "true", ARM_OIDC_TOKEN_FILE_PATH: path }),
    );
    expect(source.description).toBe("OIDC, a token in a file");
    expect(await failureOf(source.getToken())).toMatchObject({
      code: "unusable",
      message: expect.stringContaining("is empty"),
    });
    await writeFile(path, `${token}\n`);
    expect(await statusWith(served.tenant, await source.getToken())).toBe(200);
  });

  it("names the token's file where it is not there", async () => {
    const path = join(served.directory, "no-token");
    const error = await served.refusalOf({ ARM_USE_OIDC: "true", ARM_OIDC_TOKEN_FILE_PATH: path });
    expect(fullMessage(error)).toContain(
      `${path}, named by oidcTokenFilePath (ARM_OIDC_TOKEN_FILE_PATH), cannot be read: Error: ENOENT`,
    );
  });

  it("signs in from GitHub Actions", async () => {
    expect(await served.signIn(served.tenant.credentials.github())).toBe("OIDC, GitHub Actions");
  });

  it("signs in from GitHub Actions with the variables of ARM too", async () => {
    const { ACTIONS_ID_TOKEN_REQUEST_URL: url = "", ACTIONS_ID_TOKEN_REQUEST_TOKEN: token = "" } =
      served.tenant.credentials.github();
    await served.signIn({ ARM_USE_OIDC: "true", ARM_OIDC_REQUEST_URL: url, ARM_OIDC_REQUEST_TOKEN: token });
  });

  it("signs in from Azure Pipelines", async () => {
    expect(await served.signIn(served.tenant.credentials.pipelines())).toBe("OIDC, Azure Pipelines");
  });

  it("signs in from Azure Pipelines with ARM_OIDC_REQUEST_TOKEN too", async () => {
    const { SYSTEM_ACCESSTOKEN: token = "", ...others } = served.tenant.credentials.pipelines();
    await served.signIn({ ...others, ARM_OIDC_REQUEST_TOKEN: token });
  });

  it("that the app does not trust is refused, and its token is not shown", async () => {
    const { ARM_OIDC_TOKEN: token = "" } = await served.tenant.credentials.oidcToken();
    served.tenant.reset();
    const error = await served.refusalOf({ ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: token });
    expect(error.code).toBe("rejected");
    expect(error.entraCode).toMatch(/^AADSTS70021/);
    expect(fullMessage(error)).toContain("federated credential");
    expect(fullMessage(error)).not.toContain(token);
  });

  it("names the request URL where there is nothing", async () => {
    const error = await served.refusalOf({
      ...served.tenant.credentials.github(),
      ACTIONS_ID_TOKEN_REQUEST_URL: "https://nowhere.invalid/",
    });
    expect(error).toMatchObject({ code: "unreachable", networkCode: "ENOTFOUND" });
    expect(fullMessage(error)).toContain("nowhere.invalid");
    expect(fullMessage(error)).toContain("oidcRequestUrl (ARM_OIDC_REQUEST_URL");
  });

  it("does not show a request token that cannot be sent", async () => {
    const token = "request\ntoken";
    const error = await served.refusalOf({
      ...served.tenant.credentials.github(),
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: token,
    });
    expect(fullMessage(error)).not.toContain(token);
  });

  it("names the request token where the pipeline refuses it", async () => {
    const error = await served.refusalOf({
      ...served.tenant.credentials.github(),
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bad-request-token",
    });
    expect(error.code).toBe("rejected");
    expect(fullMessage(error)).toContain(`${served.tenant.origin}, named by oidcRequestUrl`);
    expect(fullMessage(error)).toContain(
      "oidcRequestToken (ARM_OIDC_REQUEST_TOKEN or ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    );
    expect(fullMessage(error)).not.toContain("bad-request-token");
  });
});

describe("Azure CLI", () => {
  /** A program named az on PATH, which prints the answer, or fails with the message. */
  async function az(script: string): Promise<void> {
    const bin = await mkdtemp(join(served.directory, "bin-"));
    const program = join(bin, "az.mjs");
    await writeFile(program, script);
    await writeFile(join(bin, "az.cmd"), `@"${process.execPath}" "${program}" %*\r\n`);
    await writeFile(join(bin, "az"), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
    await chmod(join(bin, "az"), 0o755);
    vi.stubEnv("PATH", `${bin}${delimiter}${process.env.PATH}`);
  }

  it("signs in, for the tenant and the Graph of the settings", async () => {
    const token = await sourceOf(variables(served.tenant, served.tenant.credentials.secret())).getToken();
    const log = join(served.directory, "az-arguments.json");
    await az(`
      import { writeFileSync } from "node:fs";
      writeFileSync(${JSON.stringify(log)}, JSON.stringify(process.argv.slice(2)));
      const expires_on = Math.floor(Date.now() / 1000) + 3600;
      process.stdout.write(JSON.stringify({ accessToken: ${JSON.stringify(token)}, expires_on }));
    `);
    expect(await served.signIn({ ARM_USE_CLI: "true" })).toBe("Azure CLI");
    const passed: string[] = JSON.parse(await readFile(log, "utf8"));
    expect(passed).toEqual(expect.arrayContaining(["account", "get-access-token"]));
    expect(passed.join(" ")).toContain(`--resource ${served.tenant.origin} --tenant ${seeded.tenantId}`);
  });

  it("is what signs in where nothing else is asked for, in the tenant it is signed in to", async () => {
    const token = await sourceOf(variables(served.tenant, served.tenant.credentials.secret())).getToken();
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    await az(`
      if (process.argv.includes("--tenant")) process.exit(1);
      process.stdout.write(JSON.stringify({ accessToken: ${JSON.stringify(token)}, expiresOn: "${expires}" }));
    `);
    expect(await served.signIn({ ARM_TENANT_ID: "", ARM_CLIENT_ID: "" })).toBe("Azure CLI");
  });

  it("that is not signed in is an error that says how to", async () => {
    await az(`process.stderr.write("ERROR: Please run 'az login' to setup account."); process.exit(1);`);
    const error = await served.refusalOf({ ARM_USE_CLI: "true" });
    expect(error).toMatchObject({ code: "unusable", passing: undefined });
    expect(fullMessage(error)).toMatch(/sign in with `az login`\.$/);
  });

  it("that is missing, and was not asked for, is an error that lists the other ways", async () => {
    vi.stubEnv("PATH", served.directory);
    const error = await served.refusalOf({});
    expect(error.code).toBe("unusable");
    expect(fullMessage(error)).toContain("Install Azure CLI");
    expect(fullMessage(error)).toContain("  client secret: clientSecret (ARM_CLIENT_SECRET)\n");
    expect(fullMessage(error)).toContain("  managed identity: useMsi (ARM_USE_MSI=true)\n");
  });
});
