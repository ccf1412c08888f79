import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkTenants } from "../../../fleet/check/check-tenants.ts";
import type { FleetTenant } from "../../../fleet/fleet.ts";
import { examineConsent } from "../../../fleet/onboard/examine-consent.ts";
import { permittedCalls } from "../../../graph/permissions.ts";
import { startTenants, type Tenants } from "../../../tenant/many.ts";
import type { Tenant } from "../../../tenant/server.ts";
import { ExplainedError } from "../../../text/explained-error.ts";
import { trust } from "../../graph/support/server.ts";
import { fleetTenant } from "../credentials/support.ts";

let tenants: Tenants;
let tenant: Tenant;

beforeAll(async () => {
  tenants = await startTenants({ count: 5 });
  trust(await readFile(tenants.caFile, "utf8"));
  tenant = tenants.get(0);
});
beforeEach(() => tenant.reset());
afterAll(() => tenants.close());

const everything = [...new Set(permittedCalls.map(({ application }) => application))];

function ofFleet(tenantId: string, settings: FleetTenant["settings"] = {}): FleetTenant {
  const clientId = tenants.env.ARM_CLIENT_ID ?? "";
  return fleetTenant(
    tenantId,
    { kind: "clientSecret", clientId, secretVariable: "FLEET_CLIENT_SECRET" },
    settings,
  );
}

async function examine(one: FleetTenant, changes: Record<string, string> = {}) {
  const { ARM_CLIENT_SECRET, ARM_METADATA_HOSTNAME } = tenants.env;
  const env = { FLEET_CLIENT_SECRET: ARM_CLIENT_SECRET, ARM_METADATA_HOSTNAME, ...changes };
  const [checked] = await checkTenants([one], { env, signal: new AbortController().signal });
  return checked;
}

describe("what a tenant consented to", () => {
  it("is granted where the token has all that `up` needs, by one sign-in and no call of Graph", async () => {
    tenant.setPermissions(everything);
    const checked = await examine(ofFleet(tenant.state.tenantId));
    expect(checked).toEqual({
      tenant: "contoso",
      tenantId: tenant.state.tenantId,
      ring: "canary",
      isSignedIn: true,
      consent: "granted",
      missing: { scan: [], up: [] },
    });
    expect(tenant.requests.graph()).toEqual([]);
    const targets = tenant.requests.list().map(({ target }) => target.replace(/\?.*$/, ""));
    const { tenantId } = tenant.state;
    expect(targets).toEqual([
      `/${tenantId}/v2.0/.well-known/openid-configuration`,
      `/${tenantId}/oauth2/v2.0/token`,
    ]);
  });

  it("is partly there where permissions are missing, and names them for `scan` and for `up`", async () => {
    tenant.setPermissions([
      "DeviceManagementConfiguration.ReadWrite.All",
      "Directory.Read.All",
      "Group.Read.All",
    ]);
    expect(await examine(ofFleet(tenant.state.tenantId))).toMatchObject({
      isSignedIn: true,
      consent: "partly",
      missing: { scan: [], up: ["Application.ReadWrite.All", "DelegatedPermissionGrant.ReadWrite.All"] },
    });
  });

  it("needs the permissions of scripts only for a tenant whose settings have readiness", async () => {
    tenant.setPermissions(everything.filter((name) => !name.startsWith("DeviceManagementScripts")));
    const { tenantId } = tenant.state;
    expect(await examine(ofFleet(tenantId, { "pin-reset:readiness": false }))).toMatchObject({
      consent: "granted",
    });
    expect(await examine(ofFleet(tenantId, { "pin-reset:readiness": true }))).toMatchObject({
      consent: "partly",
      missing: { scan: ["DeviceManagementScripts.Read.All"], up: ["DeviceManagementScripts.ReadWrite.All"] },
    });
  });

  it("is missing where the tenant does not have the application, and says how it gets it", async () => {
    const { servicePrincipals } = tenant.state;
    for (const { id, appId } of servicePrincipals.all()) {
      if (appId === tenants.env.ARM_CLIENT_ID) {
        servicePrincipals.remove(id);
      }
    }
    expect(await examine(ofFleet(tenant.state.tenantId))).toMatchObject({
      isSignedIn: false,
      consent: "missing",
      missing: { scan: expect.arrayContaining(["Application.Read.All"]) },
      error: { code: "noConsent", hint: expect.stringContaining("fleet onboard contoso") },
    });
  });

  it("is not known where the secret is wrong, which is not taken for a missing consent", async () => {
    const checked = await examine(ofFleet(tenant.state.tenantId), { FLEET_CLIENT_SECRET: "wrong-secret" });
    expect(checked).toMatchObject({ isSignedIn: false, consent: "unknown", error: { code: "rejected" } });
    expect(JSON.stringify(checked)).not.toContain("wrong-secret");
  });

  it("is not known where a variable is not set, and the other tenants are checked nevertheless", async () => {
    const { ARM_METADATA_HOSTNAME, ARM_CLIENT_SECRET } = tenants.env;
    const all = tenants.list.map(({ tenantId }) => ofFleet(tenantId));
    const [first, ...rest] = all;
    const other = fleetTenant(first?.tenantId ?? "", {
      kind: "clientSecret",
      clientId: tenants.env.ARM_CLIENT_ID ?? "",
      secretVariable: "OTHER_SECRET",
    });
    const seen: string[] = [];
    const checked = await checkTenants([other, ...rest], {
      env: { ARM_METADATA_HOSTNAME, FLEET_CLIENT_SECRET: ARM_CLIENT_SECRET },
      signal: new AbortController().signal,
      onChecked: ({ tenantId }) => seen.push(tenantId),
    });
    expect(checked.map(({ error, isSignedIn }) => error?.code ?? isSignedIn)).toEqual([
      "missingVariable",
      true,
      true,
      true,
      true,
    ]);
    expect(checked.map(({ tenantId }) => tenantId)).toEqual(all.map(({ tenantId }) => tenantId));
    expect(seen.sort()).toEqual(all.map(({ tenantId }) => tenantId).sort());
  });

  it("of another tenant than the file names is refused: the token says which it is for", async () => {
    const { ARM_METADATA_HOSTNAME, ARM_CLIENT_SECRET, ARM_CLIENT_ID = "" } = tenants.env;
    const elsewhere = "tenant-0002.example";
    // By a domain the sign-in leads to another tenant; as a managed identity's or Azure CLI's does by itself.
    const credential = { kind: "clientSecret", clientId: ARM_CLIENT_ID, secretVariable: "S" } as const;
    const [checked] = await checkTenants([{ ...fleetTenant(elsewhere, credential) }], {
      env: { ARM_METADATA_HOSTNAME, S: ARM_CLIENT_SECRET },
      signal: new AbortController().signal,
    });
    expect(checked).toMatchObject({ isSignedIn: false, consent: "unknown", error: { code: "otherTenant" } });
  });

  it("ends at once when it is interrupted", async () => {
    const controller = new AbortController();
    controller.abort(new Error("interrupted"));
    const all = [ofFleet(tenant.state.tenantId)];
    await expect(checkTenants(all, { env: tenants.env, signal: controller.signal })).rejects.toThrow(
      "interrupted",
    );
  });

  it("does not take what fails because of the interruption for the tenant's fault", async () => {
    const controller = new AbortController();
    const cloud = async () => {
      controller.abort(new ExplainedError({ code: "interrupted", message: "interrupted" }));
      throw controller.signal.reason;
    };
    const { ARM_CLIENT_SECRET, ARM_METADATA_HOSTNAME } = tenants.env;
    const env = { FLEET_CLIENT_SECRET: ARM_CLIENT_SECRET, ARM_METADATA_HOSTNAME };
    const examined = examineConsent(ofFleet(tenant.state.tenantId), {
      env,
      cloud,
      signal: controller.signal,
    });
    await expect(examined).rejects.toThrow("interrupted");
  });
});
