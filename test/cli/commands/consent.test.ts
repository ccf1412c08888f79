import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pinResetApps } from "../../../tenant/seed/ids.ts";
import { describeWithShell } from "../../pulumi-cli/machine.ts";
import { runPinReset, startPinReset } from "../support/run.ts";
import { serveCompanion } from "../support/tenant.ts";

const served = serveCompanion();
const { service, client } = pinResetApps;

async function links(env: Record<string, string>, ...args: string[]) {
  const { stdout, stderr } = await runPinReset(["consent", ...args], env);
  const urls = stdout.trim().split("\n");
  return { urls: urls.map((line) => new URL(line)), stderr };
}

async function accept(appId: string): Promise<string> {
  const path = "/v1.0/servicePrincipals";
  const { body } = await served.tenant.asAdministrator("POST", path, { appId });
  return (body as { id: string }).id;
}

describe("pin-reset consent", () => {
  it("prints the service's link and the client's, as Microsoft documents them", async () => {
    const { urls, stderr } = await links({});
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

  it("takes the tenant and the cloud from the ARM_* variables, and asks nothing of Graph", async () => {
    const { tenant } = served;
    const { urls } = await links(tenant.env);
    expect(urls.map((url) => url.origin + url.pathname)).toEqual(
      Array(2).fill(`${tenant.origin}/${tenant.env.ARM_TENANT_ID}/oauth2/authorize`),
    );
    expect(tenant.requests.graph("pin-reset/")).toEqual([]);
  });

  it.each([
    ["usgovernmentl4", "https://login.microsoftonline.us"],
    ["usgovernmentl5", "https://login.microsoftonline.us"],
    ["china", "https://login.chinacloudapi.cn"],
  ])("for the cloud %s signs in at %s, and asks for no host of the global cloud", async (cloud, login) => {
    const { urls } = await links({ ARM_ENVIRONMENT: cloud }, "--allow-undocumented-cloud");
    expect(urls.map(({ origin }) => origin)).toEqual([login, login]);
    const asked = urls.map((url) => [url.searchParams.get("resource"), url.searchParams.get("redirect_uri")]);
    expect(asked).toEqual([
      ["00000002-0000-0000-c000-000000000000", "https://cred.microsoft.com"],
      [service.id, `ms-appx-web://Microsoft.AAD.BrokerPlugin/${client.id}`],
    ]);
  });

  it("prints the links as JSON", async () => {
    const { stdout } = await runPinReset(["consent", "--output", "json"]);
    expect(JSON.parse(stdout)).toEqual(
      [service, client].map(({ id, displayName }) => ({
        app: displayName,
        url: expect.stringContaining(`client_id=${id}`),
      })),
    );
  });

  it("says in one line which variable is wrong", async () => {
    const { code, stderr } = await runPinReset(["consent"], { ARM_ENVIRONMENT: "moon" });
    expect(code).toBe(1);
    expect(stderr).toContain("ARM_ENVIRONMENT");
    expect(stderr).not.toContain("    at ");
  });

  it.each([
    ["usgovernmentl4", "The cloud is US Government L4: Microsoft documents a web sign-in setting"],
    ["usgovernmentl5", "The cloud is US Government L5 (DoD): Microsoft documents a web sign-in setting"],
    ["china", "The cloud is China, operated by 21Vianet: Microsoft does not document"],
  ])(
    "refuses the cloud %s, for which Microsoft does not document them, and says how to go on",
    async (cloud, why) => {
      const { code, stdout, stderr } = await runPinReset(["consent"], { ARM_ENVIRONMENT: cloud });
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toContain(why);
      expect(stderr).toContain("--allow-undocumented-cloud");
      expect(stderr).toContain("pulumi config set intune:allowUndocumentedCloud true");
    },
  );
});

describeWithShell("pin-reset consent --open", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "browser-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("opens both links in the browser", async () => {
    const opened = join(folder, "opened");
    const browser = join(folder, "browser");
    await writeFile(browser, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${opened}'\n`);
    await chmod(browser, 0o755);
    const { urls } = await links({ BROWSER: browser }, "--open");
    const seen = await vi.waitFor(async () => {
      const lines = (await readFile(opened, "utf8")).trim().split("\n");
      expect(lines).toHaveLength(2);
      return lines;
    }, 10_000);
    expect(seen.sort()).toEqual(urls.map(({ href }) => href).sort());
  });

  it("leaves the links where no browser can be started", async () => {
    const { urls, stderr } = await links({ BROWSER: join(folder, "none") }, "--open");
    expect(urls).toHaveLength(2);
    expect(stderr).toMatch(/No browser could be started .*Open both links yourself\./);
  });
});

describe("pin-reset consent --wait", () => {
  it("waits until both applications arrive, and prints their object ids", async () => {
    const { ended } = startPinReset(["consent", "--wait", "--output", "json"], served.tenant.env);
    await vi.waitFor(() => expect(served.tenant.requests.graph("pin-reset/")).toHaveLength(1), 20_000);
    const ids = [await accept(service.id), await accept(client.id)];
    const { code, stdout, stderr } = await ended;
    expect(JSON.parse(stdout)).toEqual([
      { app: service.displayName, objectId: ids[0], enabled: true },
      { app: client.displayName, objectId: ids[1], enabled: true },
    ]);
    expect(stderr).toContain(`client_id=${client.id}`);
    expect(stderr).toContain("Both applications are in the tenant, and enabled.");
    expect(code).toBe(0);
  }, 30_000);

  it("finds an application that is there, and disabled", async () => {
    await accept(service.id);
    served.tenant.state.servicePrincipals.change(await accept(client.id), { accountEnabled: false });
    const { code, stdout, stderr } = await runPinReset(["consent", "--wait"], served.tenant.env);
    expect(stdout).toMatch(
      /Service Production +[\da-f-]{36} +true\n.*Client Production +[\da-f-]{36} +false/,
    );
    expect(stderr).toContain("npm run pin-reset -- doctor");
    expect(code).toBe(7);
  });

  it("gives up when its time is over, and says which has arrived", async () => {
    const id = await accept(service.id);
    const args = ["consent", "--wait", "--timeout", "0.001"];
    const { code, stdout, stderr } = await runPinReset(args, served.tenant.env);
    expect(stdout).toContain(id);
    expect(stderr).toContain("the tenant does not have both applications");
    expect(code).toBe(6);
  });

  it("says so before any link is opened where it may not look", async () => {
    served.tenant.setPermissions(["Group.Read.All"]);
    const { code, stdout, stderr } = await runPinReset(["consent", "--wait"], served.tenant.env);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("Application.Read.All");
  });

  it("refuses a time that is none", async () => {
    const { code, stderr } = await runPinReset(["consent", "--wait", "--timeout", "soon"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--timeout");
  });
});
