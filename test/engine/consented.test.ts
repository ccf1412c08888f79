import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { createStack, type Stack } from "./stack.ts";
import { configure, plannedSteps, succeed } from "./support.ts";

let tenant: Tenant;
let stack: Stack;

beforeEach(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env, keepPlugins: true });
  await configure(stack, { "pin-reset:assignments": { groups: ["Windows devices"] } });
});

afterEach(async () => {
  await stack.close();
  await tenant.close();
});

const { pinResetClient: client, pinResetService: service, directory } = seeded.principals;
const grants = { client: "pin-reset-client-on-service", service: "pin-reset-service-on-directory" };

/** The scopes of the grant between two principals, in order. */
function scopesOf(clientId: string, resourceId: string): string[] {
  const found = tenant.state.oauth2PermissionGrants
    .all()
    .filter((grant) => grant.clientId === clientId && grant.resourceId === resourceId);
  expect(found).toHaveLength(1);
  return (found[0]?.scope ?? "").split(" ").sort();
}

const writes = () =>
  tenant.requests
    .single()
    .filter(({ method, target }) => method !== "GET" && !target.includes("/oauth2/v2.0"));

describe("a tenant whose consent links were clicked", () => {
  it("goes up at once: its grants are taken over, the preview says so, and a destroy leaves its principals", async () => {
    tenant.consent();
    const before = tenant.state.oauth2PermissionGrants.all();

    const { steps } = await plannedSteps(stack);
    expect([steps[grants.client]?.op, steps[grants.service]?.op]).toEqual(["import", "import"]);
    expect(writes()).toEqual([]);

    const printed = await succeed(stack, "up", "--yes", "--skip-preview");
    expect(printed).toContain("= 2 imported");
    expect(printed).not.toContain("does not name");
    expect(tenant.state.oauth2PermissionGrants.all()).toEqual(before);
    expect((await plannedSteps(stack)).code).toBe(0);

    await succeed(stack, "destroy", "--yes", "--skip-preview");
    expect(tenant.state.servicePrincipals.get(client)).toBeDefined();
    expect(tenant.state.servicePrincipals.get(service)).toBeDefined();
  });

  it("loses no permission of a larger grant while it is taken over, and is told what the next up removes", async () => {
    tenant.consent({ service: ["User.Read", "Directory.Read.All"] });
    const preview = await succeed(stack, "preview");
    expect(preview).toContain("removes Directory.Read.All");
    expect(preview).toContain(
      'pulumi config set --path "pin-reset:consent.serviceScopes[1]" Directory.Read.All',
    );

    await succeed(stack, "up", "--yes", "--skip-preview");
    expect(scopesOf(service, directory)).toEqual(["Directory.Read.All", "User.Read"]);

    expect(await succeed(stack, "preview")).toContain(
      `The update of ${grants.service} removes Directory.Read.All`,
    );
    await succeed(stack, "up", "--yes", "--skip-preview");
    expect(scopesOf(service, directory)).toEqual(["User.Read"]);
    expect((await plannedSteps(stack)).code).toBe(0);
  });

  it("gets what a smaller grant lacks in the same up", async () => {
    tenant.consent({ client: ["openid"], service: ["User.Read"] });
    await succeed(stack, "up", "--yes", "--skip-preview");
    expect(scopesOf(client, service)).toEqual(["openid", "user_impersonation"]);
  });
});

describe("a tenant whose administrator granted more than was declared", () => {
  it("is told in words what the next up removes, by preview", async () => {
    await succeed(stack, "up", "--yes", "--skip-preview");
    const grant = tenant.state.oauth2PermissionGrants.all().find(({ scope }) => scope?.includes("User.Read"));
    tenant.state.oauth2PermissionGrants.change(grant?.id ?? "", { scope: "User.Read Directory.Read.All" });
    expect(await succeed(stack, "preview")).toContain(
      `The update of ${grants.service} removes Directory.Read.All`,
    );
  });
});
