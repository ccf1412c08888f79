import type { PropertyMap } from "../../../provider/values.ts";
import { azureadProvider } from "../../../stand-ins/azuread/provider.ts";
import { type Protocol, urnOf } from "../../provider/support/protocol.ts";
import { type ServedPlugin, servePlugin } from "./plugin.ts";

export const principalUrn = urnOf("azuread:index/servicePrincipal:ServicePrincipal");
export const grantUrn = urnOf(
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant",
);
export const assignmentUrn = urnOf("azuread:index/appRoleAssignment:AppRoleAssignment");

/** The stand-in for azuread; its calls are of Graph, as `METHOD target STATUS`. */
export function serveStandIn(): ServedPlugin {
  return servePlugin({
    provider: azureadProvider,
    calls: (tenant) =>
      tenant.requests
        .graph("pulumi-azuread-stand-in/")
        .map(({ method, target, status }) => `${method} ${decodeURIComponent(target)} ${status}`),
  });
}

/** A resource as the engine knows it between two calls. */
export type Kept = { readonly id: string; readonly inputs: PropertyMap; readonly properties: PropertyMap };

/** Checks and creates, as the engine does. */
export async function create(plugin: Protocol, urn: string, inputs: PropertyMap): Promise<Kept> {
  const checked = await check(plugin, urn, inputs);
  return { ...(await plugin.create(urn, checked)), inputs: checked };
}

/** Inputs in their canonical form; issues make the test fail. */
export async function check(plugin: Protocol, urn: string, inputs: PropertyMap): Promise<PropertyMap> {
  const { inputs: checked, issues } = await plugin.check(urn, inputs);
  if (issues.length > 0) {
    throw new Error(JSON.stringify(issues));
  }
  return checked;
}
