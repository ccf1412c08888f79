import { describe, expect, it } from "vitest";
import { startTenant } from "../../tenant/server.ts";
import { runPinReset } from "./support/run.ts";

async function consent(env: Record<string, string>, ...options: string[]) {
  const { code, stdout, stderr } = await runPinReset(["consent", ...options], env);
  expect(code, stderr).toBe(0);
  const urls = stdout.trim().split("\n");
  return { urls: urls.map((line) => new URL(line)), stderr };
}

const parts = (url: URL) => [url.origin + url.pathname, Object.fromEntries(url.searchParams)];

describe("pin-reset consent", () => {
  it("prints the service's link and the client's, as Microsoft documents them", async () => {
    const { urls, stderr } = await consent({});
    expect(urls.map(parts)).toEqual([
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

  it.each([
    ["usgovernmentl4", "https://login.microsoftonline.us"],
    ["usgovernmentl5", "https://login.microsoftonline.us"],
    ["china", "https://login.chinacloudapi.cn"],
  ])("for the cloud %s signs in at %s, and asks for no host of the global cloud", async (cloud, login) => {
    const { urls } = await consent({ ARM_ENVIRONMENT: cloud }, "--allow-undocumented-cloud");
    expect(urls.map(parts)).toEqual([
      [
        `${login}/common/oauth2/authorize`,
        {
          response_type: "code",
          client_id: "b8456c59-1230-44c7-a4a2-99b085333e84",
          resource: "00000002-0000-0000-c000-000000000000",
          redirect_uri: "https://cred.microsoft.com",
          prompt: "admin_consent",
        },
      ],
      [
        `${login}/common/oauth2/authorize`,
        {
          response_type: "code",
          client_id: "9115dd05-fad5-4f9c-acc7-305d08b1b04e",
          resource: "b8456c59-1230-44c7-a4a2-99b085333e84",
          redirect_uri: "ms-appx-web://Microsoft.AAD.BrokerPlugin/9115dd05-fad5-4f9c-acc7-305d08b1b04e",
          prompt: "admin_consent",
        },
      ],
    ]);
  });

  it.each([
    ["usgovernmentl4", "The cloud is US Government L4: Microsoft documents a web sign-in setting"],
    ["usgovernmentl5", "The cloud is US Government L5 (DoD): Microsoft documents a web sign-in setting"],
    ["china", "The cloud is China, operated by 21Vianet: Microsoft does not document"],
  ])(
    "refuses the cloud %s, for which Microsoft does not document them, and says how to go on",
    async (cloud, why) => {
      const { code, stdout, stderr } = await runPinReset(["consent"], { ARM_ENVIRONMENT: cloud });
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toContain(why);
      expect(stderr).toContain("--allow-undocumented-cloud");
      expect(stderr).toContain("pulumi config set intune:allowUndocumentedCloud true");
    },
  );

  it("says in one line which variable is wrong", async () => {
    const { code, stderr } = await runPinReset(["consent"], { ARM_ENVIRONMENT: "moon" });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^environment \(ARM_ENVIRONMENT\) must be .+\n$/);
  });
});
