import type { Tenant } from "../../tenant/tenant.ts";

const configurations = "/v1.0/deviceManagement/deviceConfigurations";

/** An administrator deletes the policy that turns PIN recovery on. */
export async function deleteProfile(tenant: Tenant): Promise<void> {
  const profile = tenant.state.deviceConfigurations
    .all()
    .find(({ omaSettings }) => omaSettings?.some(({ omaUri }) => omaUri.endsWith("/EnablePinRecovery")));
  await act(tenant, "DELETE", `${configurations}/${profile?.id}`);
}

/** An administrator takes back the consent of one of the applications. */
export async function withdrawGrant(tenant: Tenant): Promise<void> {
  const { servicePrincipals, oauth2PermissionGrants } = tenant.state;
  const own = servicePrincipals.all().filter(({ displayName }) => displayName?.startsWith("Microsoft Pin"));
  const grant = oauth2PermissionGrants.all().find(({ clientId }) => own.some(({ id }) => id === clientId));
  await act(tenant, "DELETE", `/v1.0/oauth2PermissionGrants/${grant?.id}`);
}

async function act(tenant: Tenant, method: string, path: string): Promise<void> {
  const { status } = await tenant.asAdministrator(method, path);
  if (status >= 400) {
    throw new Error(`the administrator's ${method} ${path} returned ${status}`);
  }
}
