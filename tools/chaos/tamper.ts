import type { Tenant } from "../../tenant/server.ts";
import type { Meddling } from "./plan.ts";

const configurations = "/v1.0/deviceManagement/deviceConfigurations";
const profileType = "#microsoft.graph.windows10CustomConfiguration";

/** What an administrator does to every custom profile of the tenant, in a portal. */
export async function meddle(tenant: Tenant, meddling: Meddling): Promise<void> {
  const profiles = tenant.state.deviceConfigurations.all();
  for (const { id } of profiles.filter((profile) => profile["@odata.type"] === profileType)) {
    await act(tenant, meddling, `${configurations}/${id}`);
  }
}

async function act(tenant: Tenant, meddling: Meddling, path: string): Promise<void> {
  switch (meddling) {
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
