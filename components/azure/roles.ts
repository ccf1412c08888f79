import {
  RoleAssignment,
  type RoleAssignmentArgs,
} from "@pulumi/azure-native/authorization/roleAssignment.js";
import * as pulumi from "@pulumi/pulumi";
import { guidOf } from "../../lookups/guid.ts";

/** Built-in roles of Azure, by ID: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const roles = {
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  keyVaultSecretsOfficer: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
  keyVaultSecretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
};

/** Who gets which role, on what: the scope is a resource's ID. */
type AzureRoleArgs = {
  role: keyof typeof roles;
  scope: pulumi.Input<string>;
  principalId: pulumi.Input<string>;
  principalType: "Group" | "ServicePrincipal";
};

const namespace = "3f0c2b5e-8d41-4b7a-9c6e-52d1a0f7e384";

/**
 * Gives a principal a built-in role. Its name is a GUID made of what it says, so that an assignment whose response was
 * lost is found again instead of refused as existing.
 * Source: https://learn.microsoft.com/azure/templates/microsoft.authorization/roleassignments
 */
export function assignAzureRole(name: string, args: AzureRoleArgs, opts: pulumi.CustomResourceOptions): void {
  const roleId = roles[args.role];
  const scope = pulumi.output(args.scope);
  const inputs: RoleAssignmentArgs = {
    scope,
    principalId: args.principalId,
    principalType: args.principalType,
    // With the subscription's path, as Azure gives it back: without it every refresh would show a change.
    roleDefinitionId: scope.apply(
      (id) =>
        `${id.split("/").slice(0, 3).join("/")}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
    ),
    roleAssignmentName: pulumi
      .all([scope, args.principalId])
      .apply(([id, principalId]) => guidOf(namespace, `${id}|${roleId}|${principalId}`.toLowerCase())),
  };
  new RoleAssignment(name, inputs, opts);
}
