import { beforeEach, describe, expect, it } from "vitest";
import { documentedReportLimits } from "../../tenant/intune/limits.ts";
import { pinResetApps, seeded } from "../../tenant/seed/ids.ts";
import { serveTenant } from "./served.ts";

const time = { now: Date.UTC(2026, 5, 10) };
const served = serveTenant({ now: () => time.now });
const signIns = "/v1.0/auditLogs/signIns";
const registrations = "/v1.0/reports/authenticationMethods/userRegistrationDetails";

async function allow(...permissions: string[]): Promise<void> {
  served.tenant.setPermissions(permissions);
  await served.signInAgain();
}

function plantSignIn(id: string, createdDateTime: string, more: object = {}): void {
  served.tenant.state.signIns.put({
    id,
    createdDateTime,
    appId: pinResetApps.client.id,
    resourceId: pinResetApps.service.id,
    appliedConditionalAccessPolicies: [{ id: "1", displayName: "MFA", result: "failure" }],
    status: { errorCode: 53000, failureReason: "Synthetic", additionalDetails: null },
    ...more,
  });
}

async function idsOf(filter: string): Promise<unknown[]> {
  const list = await served.graph("GET", `${signIns}?$filter=${encodeURIComponent(filter)}`);
  expect(list.status).toBe(200);
  return (list.body.value ?? []).map(({ id }) => id);
}

beforeEach(() => allow("AuditLog.Read.All"));

describe("the sign-in log", () => {
  it("is empty at the start, and needs AuditLog.Read.All", async () => {
    expect((await served.graph("GET", signIns)).body.value).toEqual([]);
    await allow("Directory.Read.All");
    expect((await served.graph("GET", signIns)).status).toBe(403);
  });

  it("lists the newest first, by app, by resource and from a time on", async () => {
    plantSignIn("old", "2026-05-01T00:00:00Z");
    plantSignIn("first", "2026-06-01T00:00:00Z");
    plantSignIn("second", "2026-06-02T00:00:00Z", { appId: pinResetApps.service.id });
    const since = "createdDateTime ge 2026-05-15T00:00:00Z";
    expect(await idsOf(since)).toEqual(["second", "first"]);
    expect(await idsOf(`appId eq '${pinResetApps.client.id}' and ${since}`)).toEqual(["first"]);
    expect(await idsOf(`resourceId eq '${pinResetApps.service.id}'`)).toEqual(["second", "first", "old"]);
  });

  it("refuses conditions that it does not serve", async () => {
    for (const filter of [
      "userId eq 'x'",
      "appId eq 'a' or resourceId eq 'b'",
      "createdDateTime le 2026-05-15T00:00:00Z",
    ]) {
      expect((await served.graph("GET", `${signIns}?$filter=${encodeURIComponent(filter)}`)).status).toBe(
        400,
      );
    }
  });

  it("leaves the policies out without Policy.Read.ConditionalAccess", async () => {
    plantSignIn("one", "2026-06-01T00:00:00Z");
    const without = await served.graph("GET", signIns);
    expect(Object.keys(without.body.value?.[0] ?? {})).not.toContain("appliedConditionalAccessPolicies");
    await allow("AuditLog.Read.All", "Policy.Read.ConditionalAccess");
    const withPolicies = await served.graph("GET", signIns);
    expect(withPolicies.body.value?.[0]?.appliedConditionalAccessPolicies).toHaveLength(1);
  });

  it("holds 1000 sign-ins a page", async () => {
    for (let number = 0; number <= 1000; number += 1) {
      plantSignIn(`sign-in-${number}`, "2026-06-01T00:00:00Z");
    }
    const page = await served.graph("GET", signIns);
    expect(page.body.value).toHaveLength(1000);
    const next = String(page.body["@odata.nextLink"]).replace(served.tenant.origin, "");
    expect((await served.graph("GET", next)).body.value).toHaveLength(1);
  });
});

describe("the registration report", () => {
  it("says of every user at the start that MFA is possible", async () => {
    const all = await served.graph("GET", registrations);
    expect(all.body.value).toHaveLength(Object.keys(seeded.users).length);
    const without = await served.graph("GET", `${registrations}?$filter=isMfaCapable%20eq%20false`);
    expect(without.body.value).toEqual([]);
  });

  it("orders, and refuses every other option", async () => {
    const ordered = await served.graph("GET", `${registrations}?$orderby=userPrincipalName%20desc`);
    expect(ordered.body.value?.[0]?.userPrincipalName).toBe(`sam@${seeded.domain}`);
    for (const option of ["$select=id", "$top=5", "$count=true", "$skip=1", "$expand=user"]) {
      expect((await served.graph("GET", `${registrations}?${option}`)).status).toBe(400);
    }
  });
});

describe("identity reports", () => {
  it.each([signIns, registrations])("are refused in a tenant without a premium licence: %s", async (path) => {
    served.tenant.state.settings.hasPremiumLicense = false;
    const refused = await served.graph("GET", path);
    expect([refused.status, refused.body.error?.code]).toEqual([
      403,
      "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
    ]);
  });

  it("share five requests in ten seconds, and say when to come back", async () => {
    served.tenant.state.settings.reportLimits = documentedReportLimits;
    for (const path of [signIns, registrations, signIns, signIns, signIns]) {
      expect((await served.graph("GET", path)).status).toBe(200);
    }
    time.now += 4000;
    const refused = await served.graph("GET", registrations);
    expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "6"]);
    time.now += 6000;
    expect((await served.graph("GET", registrations)).status).toBe(200);
  });
});
