import type { Tenant } from "../../tenant/server.ts";
import type { Tampering } from "./plan.ts";

const configurations = "/v1.0/deviceManagement/deviceConfigurations";
const profileType = "#microsoft.graph.windows10CustomConfiguration";

/** What an administrator does to every custom profile of the tenant, in a portal. */
export async function tamper(tenant: Tenant, tampering: Tampering): Promise<void> {
  const profiles = tenant.state.deviceConfigurations.all();
  for (const { id } of profiles.filter((profile) => profile["@odata.type"] === profileType)) {
    await act(tenant, tampering, `${configurations}/${id}`);
  }
}

async function act(tenant: Tenant, tampering: Tampering, path: string): Promise<void> {
  switch (tampering) {
    case "removes it":
      await tenant.asAdministrator("DELETE", path);
      return;
    case "edits it":
      await tenant.asAdministrator("PATCH", path, { "@odata.type": profileType, description: "By hand" });
      return;
    case "unassigns it":
      await tenant.asAdministrator("POST", `${path}/assign`, { assignments: [] });
      return;
    case "none":
      return;
  }
}
