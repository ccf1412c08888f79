import type { Output } from "@pulumi/pulumi";
import type { Directory } from "../../lookups/directory.ts";
import { ResourceGroups } from "../../lookups/resource-groups.ts";
import type { Settings } from "../../settings.ts";
import { PasscodeVault, type VaultOutputs } from "./passcode-vault.ts";
import { type IdentityOutputs, PipelineIdentity } from "./pipeline-identity.ts";

/** What the stack gives of its Azure parts: nothing of a part that is off. */
export type AzureOutputs = {
  passcodeVault?: Output<VaultOutputs>;
  pipelineIdentity?: Output<IdentityOutputs>;
};

/** Registers the Azure parts that the settings switch on, with what they name as lookUpDirectory found it. */
export function createAzureStack(
  name: string,
  { passcodeVault, pipelineIdentity }: Pick<Settings, "passcodeVault" | "pipelineIdentity">,
  { tenantId, vaultGroups, graph }: Pick<Directory, "tenantId" | "vaultGroups" | "graph">,
): AzureOutputs {
  const groups = new ResourceGroups(
    name,
    [passcodeVault, pipelineIdentity].flatMap((part) => part ?? []),
  );
  const outputs: AzureOutputs = {};
  if (passcodeVault) {
    const made = { group: groups.at(passcodeVault), groups: vaultGroups, tenantId };
    outputs.passcodeVault = new PasscodeVault(name, { ...passcodeVault, ...made }).vault;
  }
  if (pipelineIdentity && graph) {
    const made = { group: groups.at(pipelineIdentity), stackGroups: groups.all, graph };
    outputs.pipelineIdentity = new PipelineIdentity(name, { ...pipelineIdentity, ...made }).identities;
  }
  return outputs;
}
