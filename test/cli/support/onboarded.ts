import { z } from "zod";
import { permittedCalls } from "../../../graph/permissions.ts";
import { pinResetApps, seeded } from "../../../tenant/seed/ids.ts";
import type { Tenant } from "../../../tenant/server.ts";

/** What an onboarding made, by its ids. */
export type Onboarded = {
  readonly service: string;
  readonly client: string;
  readonly clientGrant: string;
  readonly serviceGrant: string;
  readonly profile: string;
};

const made = z.looseObject({ id: z.string() });

/** Makes a tenant what `pulumi up` makes of it with the group "Windows devices", by an administrator's hand. */
export async function onboard(tenant: Tenant): Promise<Onboarded> {
  const create = async (path: string, body: object) => {
    const { status, body: answer } = await tenant.asAdministrator("POST", path, body);
    if (status !== 201) {
      throw new Error(`${path} was answered with ${status}: ${JSON.stringify(answer)}`);
    }
    return made.parse(answer).id;
  };
  const principal = (appId: string) =>
    create("/v1.0/servicePrincipals", { appId, tags: ["WindowsAzureActiveDirectoryIntegratedApp"] });
  const grant = (clientId: string, resourceId: string, scope: string) =>
    create("/v1.0/oauth2PermissionGrants", { clientId, consentType: "AllPrincipals", resourceId, scope });

  const service = await principal(pinResetApps.service.id);
  const client = await principal(pinResetApps.client.id);
  const profile = await create("/v1.0/deviceManagement/deviceConfigurations", recoveryProfile());
  await assign(tenant, profile, [group(seeded.groups.windowsDevices)]);
  return {
    service,
    client,
    clientGrant: await grant(client, service, "user_impersonation"),
    serviceGrant: await grant(service, seeded.principals.directory, "User.Read"),
    profile,
  };
}

/** The OMA-URI of EnablePinRecovery for the tenant. */
export const recoveryUri = `./Device/Vendor/MSFT/PassportForWork/${seeded.tenantId}/Policies/EnablePinRecovery`;

/** A setting of EnablePinRecovery, as Graph takes it. */
export function recoverySetting(change: Record<string, unknown> = {}) {
  return {
    "@odata.type": "#microsoft.graph.omaSettingBoolean",
    displayName: "EnablePinRecovery",
    description: "Lets a user replace a forgotten PIN without losing what it protects",
    omaUri: recoveryUri,
    value: true,
    ...change,
  };
}

/** A profile with that setting, as Graph takes it. */
export function recoveryProfile(change: Record<string, unknown> = {}, displayName = "PIN recovery") {
  return {
    "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
    displayName,
    omaSettings: [recoverySetting(change)],
  };
}

/** The target that includes a group. */
export function group(groupId: string) {
  return { "@odata.type": "#microsoft.graph.groupAssignmentTarget", groupId };
}

/** Replaces the assignments of a profile. */
export async function assign(tenant: Tenant, profile: string, targets: readonly object[]): Promise<void> {
  const path = `/v1.0/deviceManagement/deviceConfigurations/${profile}/assign`;
  const assignments = targets.map((target) => ({ target }));
  const { status, body } = await tenant.asAdministrator("POST", path, { assignments });
  if (status !== 200) {
    throw new Error(`${path} was answered with ${status}: ${JSON.stringify(body)}`);
  }
}

/** Gives the deploying app every permission that a command needs, those of optional checks included. */
export function permitEverything(tenant: Tenant): void {
  tenant.setPermissions([...new Set(permittedCalls.map(({ application }) => application))]);
}
