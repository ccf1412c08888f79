import type { Provider } from "../../provider/provider.ts";
import { requireEmbeddedTenant } from "../loopback-only.ts";
import type { Environment } from "../settings.ts";
import { getClientConfig } from "./functions/get-client-config.ts";
import { GraphClient } from "./graph/client.ts";
import { type Wait, waitOnClock } from "./graph/fetch.ts";
import { appRoleAssignment } from "./resources/app-role-assignment.ts";
import { servicePrincipal } from "./resources/service-principal.ts";
import { servicePrincipalDelegatedPermissionGrant } from "./resources/service-principal-delegated-permission-grant.ts";
import { azureadConfig, readSettings } from "./settings.ts";
import { version } from "./version.ts";

/**
 * A stand-in for the published azuread plugin, for machines that cannot have that one: what this project uses of
 * it, with the same inputs, outputs and ids. `environment` holds the ARM_ variables.
 * Source: https://www.pulumi.com/registry/packages/azuread/
 */
export function azureadProvider(
  environment: Environment,
  wait: Wait = waitOnClock,
): Provider<typeof azureadConfig, GraphClient> {
  return {
    name: "azuread",
    version,
    displayName: "Azure Active Directory (stand-in)",
    description: "Stands in for the published azuread plugin where that one cannot be installed.",
    config: azureadConfig,
    replaceOn: [],
    connect: (config) => {
      const settings = readSettings(config, environment);
      requireEmbeddedTenant("azuread", settings.metadataHost);
      return new GraphClient(settings, wait);
    },
    resources: [servicePrincipal, servicePrincipalDelegatedPermissionGrant, appRoleAssignment],
    functions: [getClientConfig],
  };
}
