import { seeded } from "../../tenant/seed/ids.ts";

const { groups, subscriptionId } = seeded;
export const subscription = `/subscriptions/${subscriptionId}`;
export const vaultId = `${subscription}/resourceGroups/rg-pin-reset/providers/Microsoft.KeyVault/vaults/kv-pin-reset`;
export const subnetId = `${subscription}/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/Office/subnets/Admins`;
const organizationId = "0f3d9c6e-5a1b-4c7d-8e2f-6b4a1d9c7e05";
export const audiences = ["api://AzureADTokenExchange"];
export const issuers = {
  github: "https://token.actions.githubusercontent.com",
  pipelines: `https://vstoken.dev.azure.com/${organizationId}`,
};
const roleDefinition = (id: string) =>
  `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${id}`;
export const officer = roleDefinition("b86a8fe4-44ce-4948-aee5-eccb2c155cd7");
export const user = roleDefinition("4633458b-17de-408a-b874-0445c86b69e6");
export const reader = roleDefinition("acdd72a7-3385-48ef-bd42-f606fba81ae7");

export const passcodeVault = {
  name: "kv-pin-reset",
  resourceGroup: "rg-pin-reset",
  location: "westeurope",
  writers: ["Helpdesk"],
  readers: [groups.kiosks],
  allowedIpRanges: ["203.0.113.7"],
  allowedSubnetIds: [subnetId],
};
export const pipelineIdentity = {
  resourceGroup: "rg-pipelines",
  location: "westeurope",
  github: {
    repository: "contoso/pin-reset",
    deploy: { environment: "production" },
    drift: { branch: "main" },
  },
  azurePipelines: {
    organizationId,
    organization: "contoso",
    project: "Endpoints",
    deploy: "pin-reset-deploy",
    drift: "pin-reset-drift",
  },
};
