import type { Tenant } from "../../tenant/server.ts";
import type { Tampering } from "./plan.ts";

const management = "/beta/deviceManagement";
const profileType = "#microsoft.graph.windows10CustomConfiguration";

/** What an administrator does to every custom profile and settings catalog policy of the tenant, in a portal. */
export async function tamper(tenant: Tenant, tampering: Tampering): Promise<void> {
  const profiles = tenant.state.deviceConfigurations.all();
  for (const { id } of profiles.filter((profile) => profile["@odata.type"] === profileType)) {
    await act(tenant, tampering, `${management}/deviceConfigurations/${id}`, { "@odata.type": profileType });
  }
  for (const { id } of tenant.state.configurationPolicies.all()) {
    await act(tenant, tampering, `${management}/configurationPolicies/${id}`, {});
  }
}

async function act(tenant: Tenant, tampering: Tampering, path: string, typed: object): Promise<void> {
  switch (tampering) {
    case "removes it":
      await tenant.asAdministrator("DELETE", path);
      return;
    case "edits it":
      await tenant.asAdministrator("PATCH", path, { ...typed, description: "By hand" });
      return;
    case "unassigns it":
      await tenant.asAdministrator("POST", `${path}/assign`, { assignments: [] });
      return;
    case "none":
      return;
  }
}
