import { describe, expect, it } from "vitest";
import { seeded } from "../../../tenant/seed/ids.ts";
import { runPinReset } from "../support/run.ts";
import { helpdesk, mia, servePerson } from "../support/sign-in.ts";
import { serveCompanion } from "../support/tenant.ts";
import { openTerminal } from "../support/terminal.ts";

const served = serveCompanion();
const person = servePerson(() => served.tenant);

function setupApp(...args: string[]) {
  return runPinReset(["setup-app", ...args], served.tenant.env);
}

function named(name: string) {
  return served.tenant.state.applications.where(({ displayName }) => displayName === name);
}

const apply = ["--name", "Ours", "--apply", "--yes"];

describe("pin-reset setup-app", () => {
  it("prints what to enter, without signing in or writing", async () => {
    const { stdout } = await runPinReset(["setup-app", "--output", "json"], person.env());
    const shown = JSON.parse(stdout);
    expect(shown).toMatchObject({
      isFallbackPublicClient: true,
      publicClient: { redirectUris: ["http://localhost"] },
      adminConsentLink: expect.stringMatching(/\/v2\.0\/adminconsent\?client_id=CLIENT_ID&/),
      permissions: { delegated: expect.arrayContaining([...helpdesk, "User.Read"]), application: [] },
    });
    expect(served.tenant.requests.list({ path: "token|applications" })).toEqual([]);
  });

  it("gives the helpdesk no more than its three commands take, and pipelines no redirect URI", async () => {
    const { stdout } = await setupApp("--for", "helpdesk", "--output", "json");
    expect(JSON.parse(stdout).permissions.delegated).toEqual([...helpdesk, "User.Read"].sort());
    const pipelines = JSON.parse((await setupApp("--for", "pipelines", "--output", "json")).stdout);
    expect(pipelines).toMatchObject({ isFallbackPublicClient: false, publicClient: { redirectUris: [] } });
    expect(pipelines.permissions.application).toContain("DeviceManagementConfiguration.ReadWrite.All");
    expect(pipelines.permissions.application).not.toContain("AppRoleAssignment.ReadWrite.All");
  });

  it("makes an application that a person can sign in to once an administrator used its link", async () => {
    const { code, stdout, stderr } = await setupApp(...apply, "--for", "helpdesk", "--output", "json");
    expect([code, stderr]).toEqual([0, expect.stringContaining("made its service principal")]);
    const { clientId, adminConsentLink } = JSON.parse(stdout);
    const consent = await fetch(adminConsentLink, {
      method: "POST",
      body: "decision=accept",
      redirect: "manual",
    });
    expect(consent.headers.get("location")).toMatch(/^http:\/\/localhost\/\?admin_consent=True&/);
    const args = ["login", "--device-code", "--tenant", seeded.tenantId, "--client-id", clientId];
    served.tenant.state.settings.deviceCodeIntervalSeconds = 1;
    const terminal = openTerminal(args, { env: person.env() });
    const shown = await terminal.see(/enter the code\s+\w{9}/);
    const code9 = /enter the code\s+(\w{9})/.exec(shown)?.[1] ?? "";
    await fetch(`${served.tenant.origin}/${seeded.tenantId}/oauth2/deviceauth`, {
      method: "POST",
      body: new URLSearchParams({ otc: code9, login: mia, decision: "continue" }),
    });
    await terminal.see(/Signed in as\s+mia@contoso\.example/);
    expect(await terminal.ended).toBe(0);
  });

  it("completes an application of the same name instead of a second one, and keeps what else it has", async () => {
    await setupApp(...apply, "--for", "helpdesk");
    const [first] = named("Ours");
    const other = { resourceAppId: "cfa8b339-82a2-471a-a3c9-0fc0be7a4093", resourceAccess: [] };
    const { requiredResourceAccess = [] } = first ?? {};
    served.tenant.state.applications.change(first?.id ?? "", {
      requiredResourceAccess: [...requiredResourceAccess, other],
      publicClient: { redirectUris: ["http://localhost/other"] },
    });
    const again = await setupApp(...apply, "--for", "pipelines,people");
    expect(again.stderr).toContain(`Done: completed the application ${first?.appId}.`);
    expect(again.stderr).toContain(`login --client-id ${first?.appId} --tenant ${seeded.tenantId}`);
    const [second, ...more] = named("Ours");
    expect([second?.appId, more]).toEqual([first?.appId, []]);
    expect(second?.publicClient.redirectUris).toEqual(["http://localhost/other", "http://localhost"]);
    expect(second?.requiredResourceAccess).toContainEqual(other);
    const vault = ["--vault", "contoso-passcodes", "--output", "json"];
    const { stdout } = await setupApp(...apply, "--for", "pipelines,people", ...vault);
    expect(JSON.parse(stdout).permissions.keyVault).toEqual(["user_impersonation"]);
    expect(named("Ours")[0]?.requiredResourceAccess).toContainEqual({
      ...other,
      resourceAccess: [{ id: "f53da476-18e3-4152-8e01-aec403e6edc0", type: "Scope" }],
    });
    expect((await setupApp(...apply, "--for", "pipelines,people", ...vault)).stderr).toContain(
      "Nothing was missing.",
    );
    expect((await setupApp("--for", "pipelines", ...vault)).stderr).toContain(
      "--vault adds no permission here",
    );
  });

  it("gives no permission to one of that name that others own or can sign in as, unless it is named", async () => {
    const web = { redirectUris: ["https://collector.example"] };
    await served.tenant.asAdministrator("POST", "/v1.0/applications", { displayName: "Ours", web });
    const [theirs] = named("Ours");
    const { id = "", appId = "" } = theirs ?? {};
    served.tenant.state.ownerships.put({ id, ownerIds: [seeded.users.mia] });
    served.tenant.state.appCredentials.change(appId, { secrets: ["known to Mia"] });
    const refused = await setupApp(...apply, "--for", "pipelines");
    expect([refused.code, refused.stdout]).toEqual([1, ""]);
    expect(refused.stderr).toContain(
      `it is owned by ${mia}; it has 1 secret; it sends people to https://collector.example`,
    );
    expect(named("Ours")).toEqual([theirs]);
    const meant = await setupApp(...apply, "--for", "pipelines", "--client-id", appId);
    expect(meant.stderr).toContain(`completed the application ${appId}`);

    // Whoever owns its principal can sign in as the application too.
    served.tenant.state.ownerships.put({ id, ownerIds: [] });
    served.tenant.state.appCredentials.change(appId, { secrets: [] });
    served.tenant.state.applications.change(id, { web: { redirectUris: [] } });
    const principal = served.tenant.state.servicePrincipals.find((one) => one.appId === appId);
    served.tenant.state.ownerships.put({ id: principal?.id ?? "", ownerIds: [seeded.users.mia] });
    expect((await setupApp(...apply)).stderr).toContain(
      `others may act as it: it is owned by ${mia}. Nothing`,
    );
  });

  it("says what it did where it stops half way, and goes on from there", async () => {
    served.tenant.faults.add({
      match: { method: "POST", path: "servicePrincipals$" },
      effect: { kind: "status", status: 403 },
    });
    const stopped = await setupApp(...apply);
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toMatch(/It stopped half way\. Done: registered the application [\w-]{36}\./);
    const { stderr } = await setupApp(...apply);
    expect(stderr).toContain("Done: made its service principal.");
    expect(named("Ours")).toHaveLength(1);
  });

  it("names those of the same name where there are several, and asks before it writes", async () => {
    await setupApp(...apply);
    const unasked = await setupApp("--name", "Theirs", "--apply", "--output", "json");
    expect(unasked.code).toBe(2);
    expect(named("Theirs")).toEqual([]);
    await served.tenant.asAdministrator("POST", "/v1.0/applications", { displayName: "Ours" });
    const { stderr } = await setupApp(...apply);
    expect(stderr).toContain('2 applications are named "Ours"');
  });
});
