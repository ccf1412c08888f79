import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { isGroup } from "../../../cli/command.ts";
import { allCommands } from "../../../cli/commands/index.ts";
import { commandsWithCalls } from "../../../cli/sign-in/commands-with-calls.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { signInAppId } from "../../../tenant/seed/sign-in-app.ts";
import { runPinReset } from "../support/run.ts";
import { mia, servePerson } from "../support/sign-in.ts";
import { serveCompanion } from "../support/tenant.ts";

const served = serveCompanion();
const person = servePerson(() => served.tenant);

/** Leaves what a sign-in leaves whose tokens were not kept. */
function remember(changes: Record<string, unknown> = {}): void {
  const record = {
    authority: served.tenant.host,
    homeAccountId: `${seeded.users.mia}.${seeded.tenantId}`,
    tenantId: seeded.tenantId,
    username: mia,
    clientId: signInAppId,
    version: "1.0",
  };
  const { host: metadataHost } = served.tenant;
  const signIn = {
    version: 1,
    tenant: "contoso.example",
    clientId: signInAppId,
    flow: "browser",
    metadataHost,
    record,
  };
  writeFileSync(path.join(person.folder, "sign-in.json"), JSON.stringify({ ...signIn, ...changes }));
}

describe("pin-reset whoami", () => {
  it("shows an application's permissions, and what each command lacks", async () => {
    served.tenant.setPermissions(["DeviceManagementManagedDevices.Read.All"]);
    const { stdout } = await runPinReset(["whoami", "--output", "json"], served.tenant.env);
    const shown = JSON.parse(stdout);
    expect(shown).toMatchObject({
      person: null,
      application: "Deployment",
      how: "client secret",
      permissions: { kind: "application", names: ["DeviceManagementManagedDevices.Read.All"] },
    });
    expect(shown.missing).toContainEqual({
      command: "reset",
      permission: "DeviceManagementManagedDevices.PrivilegedOperations.All",
      to: "reset a device's passcode",
      optional: false,
    });
    expect(shown.missing.filter(({ command }: { command: string }) => command === "devices")).toEqual([]);
  });

  it("says that ARM_* variables win over who signed in", async () => {
    remember();
    const env = { ...served.tenant.env, PIN_RESET_CONFIG_DIR: person.folder };
    const { stdout, stderr } = await runPinReset(["whoami"], env);
    expect(stdout).toMatch(/How\s+client secret/);
    expect(stderr).toContain("ARM_* variables win over the sign-in");
  });

  it("opens no browser, and shows who signed in where the sign-in is not kept", async () => {
    remember();
    const { code, stdout, stderr } = await runPinReset(["whoami"], person.env());
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Acts as\s+mia@contoso\.example/)]);
    expect(stderr).toContain("whoami --sign-in");
  });

  it.each([
    ["ARM_TENANT_ID", "other.example", "signedInElsewhere"],
    ["ARM_ENVIRONMENT", "china", "signedInElsewhere"],
  ])("refuses a sign-in to another tenant or cloud than %s names", async (variable, value, code) => {
    remember();
    const { stderr } = await runPinReset(["whoami", "--output", "json"], person.env({ [variable]: value }));
    expect(JSON.parse(stderr).error).toMatchObject({
      code,
      hint: expect.stringContaining(`Unset ${variable}`),
    });
  });

  it("names the file that was changed by hand, and login writes it again", async () => {
    remember({ version: 2 });
    const { stderr } = await runPinReset(["whoami", "--output", "json"], person.env());
    expect(JSON.parse(stderr).error).toMatchObject({ code: "badSignInFile" });
    expect(await runPinReset(["logout"], person.env())).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("could not be read, and is forgotten"),
    });
  });

  it("says that nobody is signed in, rather than that Azure CLI is missing", async () => {
    const { code, stderr } = await runPinReset(["whoami"], person.env({ PATH: "/nowhere" }));
    expect([code, stderr]).toEqual([1, expect.stringContaining("Nobody is signed in")]);
  });

  // Registering an application is an administrator's task, not what somebody at the helpdesk lacks.
  it("knows every command that calls Graph, but for that of an administrator", async () => {
    const all = (await allCommands()).filter((entry) => !isGroup(entry));
    const calling = all.filter(
      (entry) => !isGroup(entry) && entry.permissions.length > 0 && entry.name !== "setup-app",
    );
    expect((await commandsWithCalls()).map(({ name }) => name)).toEqual(calling.map(({ name }) => name));
  });
});
