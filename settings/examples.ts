import type { Path } from "./names.ts";

const filterId = "9a1f2c3d-5b7e-4a60-8c21-d4e5f6a7b8c9";

const subnet =
  "/subscriptions/0b8e4a5c-1d2f-4c3b-9a6e-7f8091a2b3c4/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/hub/subnets/helpdesk";

/** A fitting value for each setting that holds one, by its path without indexes. */
const examples: Readonly<Record<string, string | number>> = {
  tenantId: "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90",
  "consent.clientScopes[]": "user_impersonation",
  "consent.serviceScopes[]": "User.Read",
  "consent.directoryAppId": "00000002-0000-0000-c000-000000000000",
  "profile.kind": "custom",
  "profile.displayName": "Windows Hello - PIN recovery",
  "profile.description": "Lets users replace a forgotten PIN",
  "profile.scope": "device",
  "profile.roleScopeTagIds[]": "0",
  "profile.allowOtherProfiles": "true",
  "profile.webSignInAllowedUrls[]": "login.contoso.com",
  "assignments.groups[]": "Windows devices",
  "assignments.groups[].group": "Windows devices",
  "assignments.groups[].filter.id": filterId,
  "assignments.groups[].filter.mode": "include",
  "assignments.excludedGroups[]": "Kiosks",
  "assignments.allDevices": "true",
  "assignments.allDevices.filter.id": filterId,
  "assignments.allDevices.filter.mode": "include",
  "assignments.allUsers": "true",
  "assignments.allUsers.filter.id": filterId,
  "assignments.allUsers.filter.mode": "include",
  "readiness.displayName": "PIN reset readiness",
  "readiness.groups[]": "Windows devices",
  "readiness.excludedGroups[]": "Kiosks",
  "readiness.schedule.type": "daily",
  "readiness.schedule.interval": 1,
  "readiness.schedule.time": "10:00",
  "readiness.schedule.useUtc": "false",
  "readiness.scriptFile": "can-reset-signed.ps1",
  "readiness.enforceSignatureCheck": "false",
  "readiness.roleScopeTagIds[]": "0",
  "passcodeVault.name": "kv-pin-reset",
  "passcodeVault.resourceGroup": "rg-pin-reset",
  "passcodeVault.location": "westeurope",
  "passcodeVault.writers[]": "Helpdesk",
  "passcodeVault.readers[]": "Auditors",
  "passcodeVault.softDeleteRetentionInDays": 90,
  "passcodeVault.allowedIpRanges[]": "203.0.113.0/24",
  "passcodeVault.allowedSubnetIds[]": subnet,
  "passcodeVault.publicNetworkAccess": "true",
  "passcodeVault.protect": "true",
  "pipelineIdentity.resourceGroup": "rg-pin-reset",
  "pipelineIdentity.location": "westeurope",
  "pipelineIdentity.github.repository": "contoso/pin-reset",
  "pipelineIdentity.github.deploy.environment": "production",
  "pipelineIdentity.github.deploy.branch": "main",
  "pipelineIdentity.github.drift.environment": "drift",
  "pipelineIdentity.github.drift.branch": "drift",
  "pipelineIdentity.azurePipelines.organizationId": "5c1f0e2d-3b4a-4958-8677-96a5b4c3d2e1",
  "pipelineIdentity.azurePipelines.organization": "contoso",
  "pipelineIdentity.azurePipelines.project": "Endpoints",
  "pipelineIdentity.onboarding": "true",
  "pipelineIdentity.driftReadsEncryptedValues": "false",
  "pipelineIdentity.protect": "true",
  ...serviceConnection("deploy"),
  ...serviceConnection("drift"),
};

function serviceConnection(run: string): Record<string, string> {
  const path = `pipelineIdentity.azurePipelines.${run}`;
  return {
    [path]: `pin-reset-${run}`,
    [`${path}.name`]: `pin-reset-${run}`,
    [`${path}.issuer`]: "https://vstoken.dev.azure.com/5c1f0e2d-3b4a-4958-8677-96a5b4c3d2e1",
    [`${path}.subject`]: `sc://contoso/Endpoints/pin-reset-${run}`,
  };
}

/** What each mapping cannot be without, by its own key. */
const needed: Readonly<Record<string, readonly Path[]>> = {
  filter: [["id"], ["mode"]],
  assignments: [["groups", 0]],
  passcodeVault: [["name"], ["resourceGroup"], ["location"], ["writers", 0]],
  pipelineIdentity: [["resourceGroup"], ["location"], ["github"]],
  github: [["repository"], ["deploy"], ["drift"]],
  azurePipelines: [["organizationId"], ["organization"], ["project"], ["deploy"], ["drift"]],
  deploy: [["environment"]],
  drift: [["environment"]],
};

/** Every setting that holds a value, as a path without indexes: `assignments.groups[].filter.id`. */
export const settingPatterns: readonly string[] = Object.keys(examples);

/** A value that the setting at the path would take, if it is one that holds a value. */
export function exampleFor(path: Path): string | number | undefined {
  return examples[pattern(path)];
}

/** What the mapping at the path cannot be without; nothing where that can be. */
export function neededKeys(path: Path): Path[] {
  return (needed[String(path.at(-1))] ?? []).map((key) => [...path, ...key]);
}

/** The keys that the mapping at the path may have; none where it is no mapping. */
export function knownKeys(path: Path): string[] {
  const prefix = path.length === 0 ? "" : `${pattern(path)}.`;
  const keys = settingPatterns
    .filter((each) => each.startsWith(prefix))
    .map((each) => each.slice(prefix.length).replace(/[.[].*$/, ""));
  return [...new Set(keys)];
}

function pattern(path: Path): string {
  return path
    .map((step) => (typeof step === "number" ? "[]" : `.${String(step)}`))
    .join("")
    .slice(1);
}
