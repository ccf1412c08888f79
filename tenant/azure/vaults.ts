import type { Reply } from "../http/message.ts";
import { ArmFault } from "./errors.ts";
import { vaultSuffix } from "./key-vault/address.ts";
import { removeResource } from "./removal.ts";
import { type ArmCall, bodyOf, findGroup, locationOf, readBody, resourceRoutes } from "./resource.ts";
import { type VaultBody, vaultBody } from "./schemas.ts";
import type { ArmCore, ArmResource } from "./state.ts";
import { vaultType } from "./types.ts";
import { writersOf } from "./vault-writers.ts";

const one = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.KeyVault/vaults/{name}";
const apiVersion = "2024-11-01";

/** Source: https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults */
export const vaultRoutes = resourceRoutes({ path: one, type: vaultType, apiVersion, put, remove });

/** The response to a create shows a vault whose name does not resolve yet, as Azure's does. */
function put(call: ArmCall): Reply {
  const { core, params } = call;
  const group = findGroup(call);
  const name = nameOf(params.name);
  const id = `${group.shownId}/providers/${vaultType}/${name}`;
  const wanted = readBody(call, vaultBody);
  const before = core.state.armResources.get(id.toLowerCase());
  if (before === undefined) {
    needFreeName(core, name);
  }
  const recovered = recoveredOf(core, wanted, name);
  refuseChanges(before ?? recovered, wanted);
  const made = core.state.armResources.put({
    id: id.toLowerCase(),
    shownId: id,
    name,
    type: vaultType,
    location: locationOf(wanted.location),
    tags: wanted.tags ?? {},
    properties: propertiesOf(core, wanted, name, before ?? recovered),
    systemData: systemDataOf(call, before ?? recovered),
  });
  core.state.deletedVaults.remove(name.toLowerCase());
  core.state.keyVaults.put({ id: name.toLowerCase(), secretsOfficers: writersOf(core.state, made.id) });
  if (before !== undefined) {
    return { status: 200, body: bodyOf(made) };
  }
  const properties = { ...made.properties, provisioningState: "RegisteringDns" };
  return { status: 201, body: bodyOf({ ...made, properties }) };
}

function remove(call: ArmCall): Reply {
  const { state } = call.core;
  if (state.armResources.get(call.path.toLowerCase()) === undefined) {
    return { status: 204 };
  }
  removeResource(state, call.path);
  return { status: 200 };
}

function nameOf(name = ""): string {
  if (/^(?!.*--)[a-z][a-z0-9-]{1,22}[a-z0-9]$/i.test(name)) {
    return name;
  }
  throw new ArmFault(
    400,
    "VaultNameNotValid",
    `The vault name '${name}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens.`,
  );
}

function needFreeName({ state }: ArmCore, name: string): void {
  if (state.keyVaults.get(name.toLowerCase()) === undefined) {
    return;
  }
  throw new ArmFault(
    409,
    "VaultAlreadyExists",
    `The vault name '${name}' is already in use. Vault names are globally unique so it is possible that the name is already taken.`,
  );
}

/** The deleted vault that a write brings back. Throws 409 where one is in the way, and 400 where there is none to bring back. */
function recoveredOf({ state }: ArmCore, { properties }: VaultBody, name: string): ArmResource | undefined {
  const deleted = state.deletedVaults.get(name.toLowerCase())?.resource;
  const wanted = properties.createMode === "recover";
  if (wanted && deleted === undefined) {
    throw new ArmFault(
      400,
      "SoftDeletedVaultDoesNotExist",
      `A soft deleted vault with the given name '${name}' does not exist. Ensure that the vault that is to be recovered is in a recoverable state.`,
    );
  }
  if (!wanted && deleted !== undefined) {
    throw new ArmFault(
      409,
      "ConflictError",
      "A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.",
    );
  }
  return deleted;
}

function refuseChanges(before: ArmResource | undefined, { properties }: VaultBody): void {
  const days = properties.softDeleteRetentionInDays;
  const { softDeleteRetentionInDays: kept = days } = { ...before?.properties };
  if (days === undefined || days === kept) {
    return;
  }
  throw new ArmFault(
    400,
    "BadRequest",
    'The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.',
  );
}

function propertiesOf(core: ArmCore, wanted: VaultBody, name: string, before: ArmResource | undefined) {
  const { createMode: _createMode, networkAcls, ...given } = wanted.properties;
  const kept = { ...before?.properties };
  return {
    accessPolicies: [],
    enabledForDeployment: false,
    enableSoftDelete: true,
    enableRbacAuthorization: false,
    publicNetworkAccess: "Enabled",
    ...given,
    softDeleteRetentionInDays: given.softDeleteRetentionInDays ?? kept.softDeleteRetentionInDays ?? 90,
    ...((given.enablePurgeProtection ?? kept.enablePurgeProtection) ? { enablePurgeProtection: true } : {}),
    ...(networkAcls === undefined ? {} : { networkAcls: rulesOf(networkAcls) }),
    vaultUri: `https://${name.toLowerCase()}.${vaultSuffix(core.origin)}/`,
    provisioningState: "Succeeded",
  };
}

/** Key Vault writes single addresses as ranges, and the ids of subnets in lower case. */
function rulesOf(rules: NonNullable<VaultBody["properties"]["networkAcls"]>) {
  return {
    bypass: rules.bypass ?? "AzureServices",
    defaultAction: rules.defaultAction ?? "Allow",
    ipRules: (rules.ipRules ?? []).map(({ value }) => ({
      value: value.includes("/") ? value : `${value}/32`,
    })),
    virtualNetworkRules: (rules.virtualNetworkRules ?? []).map(({ id, ...others }) => ({
      id: id.toLowerCase(),
      ...others,
    })),
  };
}

function systemDataOf({ core, caller }: ArmCall, before: ArmResource | undefined) {
  const at = new Date(core.now()).toISOString();
  return {
    createdBy: caller.objectId,
    createdByType: "Application",
    createdAt: at,
    ...before?.systemData,
    lastModifiedBy: caller.objectId,
    lastModifiedByType: "Application",
    lastModifiedAt: at,
  };
}
