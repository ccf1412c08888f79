import type { Provider } from "../../provider/provider.ts";
import { requireEmbeddedTenant } from "../loopback-only.ts";
import type { Environment } from "../settings.ts";
import { ArmClient, type Wait, waitOnClock } from "./arm/client.ts";
import { federatedIdentityCredential } from "./resources/federated-identity-credential.ts";
import { resourceGroup } from "./resources/resource-group.ts";
import { roleAssignment } from "./resources/role-assignment.ts";
import { userAssignedIdentity } from "./resources/user-assigned-identity.ts";
import { vault } from "./resources/vault.ts";
import { azureNativeConfig, readSettings } from "./settings.ts";
import { installedVersion } from "./version.ts";

/**
 * A stand-in for the published azure-native plugin, for machines that cannot have that one: the resources that this
 * project uses of it, with the same inputs, outputs and ids. `environment` holds the ARM_ variables.
 * Source: https://www.pulumi.com/registry/packages/azure-native/
 */
export function azureNativeProvider(
  environment: Environment,
  wait: Wait = waitOnClock,
): Provider<typeof azureNativeConfig, ArmClient> {
  const version = installedVersion();
  return {
    name: "azure-native",
    version,
    displayName: "Azure Native (stand-in)",
    description: "Stands in for the published azure-native plugin where that one cannot be installed.",
    config: azureNativeConfig,
    replaceOn: [],
    connect: (config) => {
      const settings = readSettings(config, environment);
      requireEmbeddedTenant("azure-native", settings.metadataHost);
      return new ArmClient(settings, `pulumi-azure-native-stand-in/${version}`, wait);
    },
    resources: [resourceGroup, vault, roleAssignment, userAssignedIdentity, federatedIdentityCredential],
    functions: [],
  };
}
