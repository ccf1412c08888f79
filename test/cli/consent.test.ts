import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { startTenant } from "../../tenant/server.ts";

const launcher = fileURLToPath(new URL("../../cli/pin-reset.js", import.meta.url));

async function consent(env: Record<string, string>) {
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith("ARM_"));
  const options = { env: { ...Object.fromEntries(clean), ...env } };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [launcher, "consent"], options);
  return {
    urls: stdout
      .trim()
      .split("\n")
      .map((line) => new URL(line)),
    stderr,
  };
}

describe("pin-reset consent", () => {
  it("prints the service's link and the client's, as Microsoft documents them", async () => {
    const { urls, stderr } = await consent({});
    expect(urls.map((url) => [url.origin + url.pathname, Object.fromEntries(url.searchParams)])).toEqual([
      [
        "https://login.microsoftonline.com/common/oauth2/authorize",
        {
          response_type: "code",
          client_id: "b8456c59-1230-44c7-a4a2-99b085333e84",
          resource: "https://graph.windows.net",
          redirect_uri: "https://cred.microsoft.com",
          prompt: "admin_consent",
        },
      ],
      [
        "https://login.microsoftonline.com/common/oauth2/authorize",
        {
          response_type: "code",
          client_id: "9115dd05-fad5-4f9c-acc7-305d08b1b04e",
          resource: "https://cred.microsoft.com/",
          redirect_uri: "ms-appx-web://Microsoft.AAD.BrokerPlugin/9115dd05-fad5-4f9c-acc7-305d08b1b04e",
          prompt: "admin_consent",
        },
      ],
    ]);
    expect(stderr).toContain("page not found");
  });

  it("takes the tenant and the cloud from the ARM_* variables", async () => {
    const tenant = await startTenant();
    const { urls } = await consent(tenant.env);
    await tenant.close();
    expect(urls.map((url) => url.origin + url.pathname)).toEqual(
      Array(2).fill(`${tenant.origin}/${tenant.env.ARM_TENANT_ID}/oauth2/authorize`),
    );
  });

  it("says in one line which variable is wrong", async () => {
    const failed = consent({ ARM_ENVIRONMENT: "moon" });
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("ARM_ENVIRONMENT"),
    });
    await expect(failed).rejects.not.toMatchObject({ stderr: expect.stringContaining("    at ") });
  });
});
