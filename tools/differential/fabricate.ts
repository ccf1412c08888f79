import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { enablePinRecoveryUri } from "../../domain/oma-uri.ts";
import { settingsDigest } from "../../settings/digest.ts";
import { settingsSchema } from "../../settings/schema.ts";
import { pinResetApps } from "../../tenant/seed/ids.ts";
import type { Tenant } from "../../tenant/server.ts";

/** The settings of a fabricated stack. */
export const fabricatedSettings = {
  "pin-reset:assignments": { groups: ["Windows devices"], excludedGroups: ["Kiosks"] },
} as const;

type Resource = Readonly<Record<string, unknown>> & { readonly inputs: Record<string, unknown> };

/** A stack's state, as the Pulumi CLI writes it into a file. */
export type FabricatedState = {
  readonly version: 3;
  readonly checkpoint: {
    readonly latest: {
      readonly manifest: { readonly time: string };
      readonly resources: Resource[];
      readonly pending_operations?: readonly unknown[];
    };
  };
};

/**
 * Makes of a tenant what `up` makes of it, without the engine, and the state that `up` would leave: for measurements and tests
 * of so many tenants, or such a state, as an engine would take hours for.
 */
export async function fabricate(tenant: Tenant): Promise<FabricatedState> {
  tenant.consent();
  const { tenantId, groups, principals } = tenant.ids;
  const displayName = "Windows Hello - PIN recovery";
  const setting = {
    displayName: "EnablePinRecovery",
    description: "Lets a user replace a forgotten PIN without losing what it protects",
    omaUri: enablePinRecoveryUri(tenantId, "device"),
  };
  const collection = "/v1.0/deviceManagement/deviceConfigurations";
  const { body } = await tenant.asAdministrator("POST", collection, {
    "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
    displayName,
    description: "PIN recovery",
    omaSettings: [{ "@odata.type": "#microsoft.graph.omaSettingBoolean", ...setting, value: true }],
  });
  const profileId = String(Reflect.get(Object(body), "id"));
  const targets = [
    { type: "group", groupId: groups.windowsDevices },
    { type: "exclusionGroup", groupId: groups.kiosks },
  ];
  await tenant.asAdministrator("POST", `${collection}/${profileId}/assign`, {
    assignments: targets.map(({ type, groupId }) => ({
      target: { "@odata.type": `#microsoft.graph.${type}AssignmentTarget`, groupId },
    })),
  });
  const grants = tenant.state.oauth2PermissionGrants.all();
  const grant = (name: string, clientId: string, resourceId: string) => {
    const found = grants.find((each) => each.clientId === clientId && each.resourceId === resourceId);
    const inputs = {
      claimValues: found?.scope?.split(" ") ?? [],
      resourceServicePrincipalObjectId: resourceId,
      servicePrincipalObjectId: clientId,
    };
    return {
      ...custom(grantType, `pin-reset-${name}`, `/oauth2PermissionGrants/${found?.id}`, inputs),
      propertyDependencies: {
        servicePrincipalObjectId: [urnOf(principalType, `pin-reset-${name.split("-")[0]}`)],
      },
    };
  };
  const principal = (name: "service" | "client", id: string) =>
    custom(principalType, `pin-reset-${name}`, `/servicePrincipals/${id}`, {
      accountEnabled: true,
      clientId: pinResetApps[name].id,
      featureTags: [{ enterprise: true }],
      useExisting: true,
    });
  const profileInputs = {
    displayName,
    description: "PIN recovery",
    omaSettings: [{ ...setting, type: "Boolean", value: true }],
  };
  const profile = custom(
    "intune:index:WindowsCustomConfiguration",
    "pin-reset-profile",
    profileId,
    profileInputs,
  );
  const assignments = { configurationId: profileId, targets };
  const resources = [
    {
      urn: urnOf("pulumi:pulumi:Stack", "pin-reset-dev"),
      type: "pulumi:pulumi:Stack",
      inputs: {},
      outputs: { settingsDigest: settingsDigest(parsed) },
    },
    principal("service", principals.pinResetService),
    principal("client", principals.pinResetClient),
    grant("client-on-service", principals.pinResetClient, principals.pinResetService),
    grant("service-on-directory", principals.pinResetService, principals.directory),
    profile,
    {
      ...custom(
        "intune:index:DeviceConfigurationAssignments",
        "pin-reset-assignments",
        profileId,
        assignments,
      ),
      propertyDependencies: { configurationId: [profile.urn] },
    },
  ];
  // Before anything that is done to the tenant from now on.
  const manifest = { time: new Date(Date.now() - 60_000).toISOString() };
  return { version: 3, checkpoint: { latest: { manifest, resources } } };
}

const parsed = settingsSchema.parse({ assignments: fabricatedSettings["pin-reset:assignments"] });
const principalType = "azuread:index/servicePrincipal:ServicePrincipal";
const grantType =
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant";

function custom(type: string, name: string, id: string, inputs: Record<string, unknown>) {
  return { urn: urnOf(type, name), type, id, custom: true, inputs, outputs: { ...inputs } };
}

function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::pin-reset::${type}::${name}`;
}

/** Writes a state where a backend of files has it, and a Pulumi.yaml beside it. */
export async function writeState(folder: string, stack: string, state: FabricatedState): Promise<void> {
  const stacks = path.join(folder, ".pulumi", "stacks", "pin-reset");
  await mkdir(stacks, { recursive: true });
  await writeFile(path.join(folder, "Pulumi.yaml"), "name: pin-reset\nruntime: nodejs\n");
  await writeFile(path.join(stacks, `${stack}.json`), JSON.stringify(state));
}
