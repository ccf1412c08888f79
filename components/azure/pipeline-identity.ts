import { FederatedIdentityCredential } from "@pulumi/azure-native/managedidentity/federatedIdentityCredential.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import type { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import { AppRoleAssignment } from "@pulumi/azuread/appRoleAssignment.js";
import * as pulumi from "@pulumi/pulumi";
import type { PipelineRun } from "../../domain/pipeline-runs.ts";
import type { GraphRoles } from "../../lookups/graph-roles.ts";
import type { PipelineIdentitySettings } from "../../settings.ts";
import { trustedRuns } from "./federation.ts";
import { assignAzureRole } from "./roles.ts";

/** The identities' settings, with what they name as it was made or found. */
type PipelineIdentityArgs = Omit<PipelineIdentitySettings, "resourceGroup"> & {
  /** The resource group of the identities. */
  group: ResourceGroup;
  /** Every resource group of the stack, by name: a refresh reads them all. */
  stackGroups: ReadonlyMap<string, ResourceGroup>;
  graph: GraphRoles;
};

/** The client ID that each kind of run signs in with. */
export type IdentityOutputs = Record<PipelineRun, { clientId: string }>;

/**
 * Two identities for pipelines, without a secret: `drift` may only look, `deploy` may change the tenant. Each trusts
 * the tokens of the runs that the settings name, and has the Graph permissions of its runs. In Azure both may only
 * read: an identity that could change its own credentials, or who reads passcodes, would be bound by nothing.
 * Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation
 */
export class PipelineIdentity extends pulumi.ComponentResource {
  /** What a pipeline signs in with, as ARM_CLIENT_ID. */
  readonly identities: pulumi.Output<IdentityOutputs>;

  constructor(name: string, args: PipelineIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pin-reset:index:PipelineIdentity", name, {}, opts);
    const drift = this.#identity(name, "drift", args);
    const deploy = this.#identity(name, "deploy", args);
    this.identities = pulumi.output({
      drift: { clientId: drift.clientId },
      deploy: { clientId: deploy.clientId },
    });
    this.registerOutputs({ identities: this.identities });
  }

  #identity(name: string, run: PipelineRun, args: PipelineIdentityArgs): UserAssignedIdentity {
    const own = `${name}-${run}`;
    const identity = new UserAssignedIdentity(
      own,
      { resourceName: own, resourceGroupName: args.group.name, location: args.location },
      // One that is made again has another client ID, which no pipeline knows.
      { parent: this, protect: args.protect },
    );
    this.#trust(own, identity, run, args);
    this.#mayUseGraph(own, identity, run, args.graph);
    this.#mayReadAzure(own, identity, args.stackGroups);
    return identity;
  }

  #trust(name: string, identity: UserAssignedIdentity, run: PipelineRun, args: PipelineIdentityArgs): void {
    // One after the other: Azure refuses to write two credentials of one identity at the same time.
    // https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
    let previous: FederatedIdentityCredential | undefined;
    for (const trusted of trustedRuns(args, run)) {
      previous = new FederatedIdentityCredential(
        `${name}-${trusted.name}`,
        {
          federatedIdentityCredentialResourceName: trusted.name,
          resourceGroupName: args.group.name,
          resourceName: identity.name,
          issuer: trusted.issuer,
          subject: trusted.subject,
          audiences: ["api://AzureADTokenExchange"],
        },
        { parent: this, ...(previous ? { dependsOn: previous } : {}) },
      );
    }
  }

  #mayUseGraph(
    name: string,
    identity: UserAssignedIdentity,
    run: PipelineRun,
    { objectId, roles }: GraphRoles,
  ): void {
    for (const { permission, id } of roles[run]) {
      new AppRoleAssignment(
        `${name}-${permission}`,
        { appRoleId: id, principalObjectId: identity.principalId, resourceObjectId: objectId },
        { parent: this },
      );
    }
  }

  #mayReadAzure(
    name: string,
    { principalId }: UserAssignedIdentity,
    groups: ReadonlyMap<string, ResourceGroup>,
  ): void {
    for (const [groupName, group] of groups) {
      assignAzureRole(
        `${name}-reader-${groupName}`,
        { role: "reader", scope: group.id, principalId, principalType: "ServicePrincipal" },
        { parent: this },
      );
    }
  }
}
