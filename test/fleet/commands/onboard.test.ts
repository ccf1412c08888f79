import { chmod, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { startPinReset } from "../../cli/support/run.ts";
import { keys, openTerminal } from "../../cli/support/terminal.ts";
import { serveFleet } from "../support/served-fleet.ts";

const served = serveFleet({ list: [{ name: "contoso" }, { name: "fabrikam", consent: "none" }] });
const rings = { canary: ["contoso", "fabrikam"] };

describe("pin-reset fleet onboard", () => {
  it("prints the consent link of a tenant on standard output, says that it has no application, and ends with 7", async () => {
    await served.write(rings);
    const { code, stdout, stderr } = await served.fleet("onboard", "fabrikam");
    const { ids, state, origin } = served.tenants.get("fabrikam");
    const link = new URL(stdout.trim());
    expect(link.origin).toBe(origin);
    expect(link.pathname).toBe(`/${state.tenantId}/v2.0/adminconsent`);
    expect(link.searchParams.get("client_id")).toBe(ids.clientId);
    expect(stderr).toContain("Tenant fabrikam does not have the application");
    expect(code).toBe(7);
  });

  it("says which permissions are missing, for a scan and for an update", async () => {
    await served.write(rings);
    served.tenants.get("fabrikam").giveAdminConsent(["DeviceManagementConfiguration.Read.All"]);
    const { code, stderr } = await served.fleet("onboard", "fabrikam");
    expect(stderr).toMatch(/Missing for `fleet up`: Application\.ReadWrite\.All, .*Group\.Read\.All/);
    expect(stderr).toContain(
      "Missing for `fleet scan`: Application.Read.All, Directory.Read.All, Group.Read.All.",
    );
    expect(code).toBe(7);
  });

  it("opens the link in the browser that BROWSER names", async () => {
    await served.write(rings);
    const [browser, opened] = [path.join(served.folder, "browser"), path.join(served.folder, "opened")];
    await writeFile(browser, `#!/bin/sh\necho "$1" > "${opened}"\n`);
    await chmod(browser, 0o700);
    const args = ["fleet", "onboard", "fabrikam", "--open"];
    const { stdout } = await startPinReset(args, { ...served.env, BROWSER: browser }, "", served.folder)
      .ended;
    await vi.waitFor(async () => expect(await readFile(opened, "utf8")).toBe(stdout));
  });

  it("waits for the consent, and then asks before it deploys", async () => {
    await served.write(rings);
    const args = ["fleet", "onboard", "fabrikam", "--wait", "--fleet", served.file];
    const terminal = openTerminal(args, { env: served.env, columns: 200 });
    await terminal.see("Waiting for the consent of fabrikam");
    served.tenants.get("fabrikam").giveAdminConsent();
    await terminal.see("fabrikam has granted everything");
    await terminal.see("Deploy 1 tenant in 1 ring (canary: 1)?");
    terminal.type(`n${keys.enter}`);
    await terminal.see("Nothing was changed.");
    expect(await terminal.ended).toBe(1);
  });

  it("ends with 6 where the consent has not come in time", async () => {
    await served.write(rings);
    const { code, stderr } = await served.fleet("onboard", "fabrikam", "--wait", "--timeout", "0.01");
    expect(stderr).toContain("does not have the application");
    expect(code).toBe(6);
  });

  it.each([
    [[], 2, "No tenant was named."],
    [["fabrikan"], 1, "Did you mean fabrikam?"],
  ])("says of %j what is wrong", async (args, code, message) => {
    await served.write(rings);
    const run = await served.fleet("onboard", ...args);
    expect(run.stderr).toContain(message);
    expect(run.code).toBe(code);
  });
});
