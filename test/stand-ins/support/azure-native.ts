import { azureNativeProvider } from "../../../stand-ins/azure-native/provider.ts";
import { urnOf } from "../../provider/support/protocol.ts";
import { type ServedPlugin, servePlugin } from "./plugin.ts";

export const urns = {
  group: urnOf("azure-native:resources:ResourceGroup"),
  vault: urnOf("azure-native:keyvault:Vault"),
  assignment: urnOf("azure-native:authorization:RoleAssignment"),
  identity: urnOf("azure-native:managedidentity:UserAssignedIdentity"),
  credential: urnOf("azure-native:managedidentity:FederatedIdentityCredential"),
};

/** The stand-in for azure-native; its calls are of Azure, as `METHOD path STATUS`. */
export function serveAzureNative(): ServedPlugin {
  return servePlugin({
    provider: azureNativeProvider,
    calls: (tenant) =>
      tenant.requests
        .list({ userAgent: "pulumi-azure-native-stand-in/", path: "^/subscriptions/" })
        .map(({ method, target, status }) => `${method} ${target.split("?", 1)[0]} ${status}`),
  });
}
