import { beforeEach, expect, it } from "vitest";
import { settingPatterns } from "../../settings/examples.ts";
import { issuesOf, parse, startProject } from "./parse.ts";

const assignments = { groups: ["Windows devices"] };

beforeEach(startProject);

const filter = { id: null, mode: null };
const runs = { environment: null, branch: null };
const connection = { name: null, issuer: null, subject: null };

/** Settings that are wrong in every place; few at a time, since all their issues must fit a screen. */
const wrong: readonly Record<string, unknown>[] = [
  { tenantId: "x" },
  { consent: { clientScopes: [null], serviceScopes: [null], directoryAppId: null } },
  { profile: { kind: null, displayName: null, description: null, scope: null } },
  { profile: { roleScopeTagIds: [null], allowOtherProfiles: null, webSignInAllowedUrls: [null] } },
  { assignments: { groups: [null, { group: null, filter }], excludedGroups: [null] } },
  { assignments: { allDevices: { filter }, allUsers: { filter } } },
  { readiness: { displayName: null, groups: [null], excludedGroups: [null], scriptFile: null } },
  { readiness: { schedule: { type: null, interval: null, time: null, useUtc: null } } },
  { readiness: { enforceSignatureCheck: null, roleScopeTagIds: [null] } },
  { passcodeVault: { name: null, resourceGroup: null, location: null, writers: [null], readers: [null] } },
  { passcodeVault: { ...vaultWith("softDeleteRetentionInDays"), publicNetworkAccess: null } },
  { passcodeVault: vaultWith("protect") },
  { passcodeVault: { ...vaultWith("writers"), allowedIpRanges: [null], allowedSubnetIds: [null] } },
  { pipelineIdentity: { resourceGroup: null, location: null } },
  { pipelineIdentity: { onboarding: null, driftReadsEncryptedValues: null, protect: null } },
  { pipelineIdentity: { github: { repository: null, deploy: runs, drift: runs } } },
  { pipelineIdentity: { azurePipelines: { organizationId: null, organization: null, project: null } } },
  { pipelineIdentity: { azurePipelines: { drift: connection } } },
  { pipelineIdentity: { azurePipelines: { deploy: connection } } },
];

function vaultWith(key: string): Record<string, unknown> {
  return { name: "kv-pin-reset", resourceGroup: "rg", location: "westeurope", writers: ["x"], [key]: null };
}

it("offers, for each setting, an example that the setting takes", () => {
  const messages = wrong.map((given) => issuesOf({ assignments, ...given }));
  const offered = messages.flatMap((message) => [
    ...message.matchAll(/config set --path "pin-reset:(\S+)" (\S.*)/g),
  ]);
  const settings = offered.map(([, name = ""]) => name.replaceAll(/\[\d+\]/g, "[]"));
  const withExample = settingPatterns.filter((pattern) => !/\.all(?:Devices|Users)$/.test(pattern));
  expect(new Set(settings)).toEqual(new Set(withExample));
  const refused = offered.filter(([, name = "", value = ""]) => {
    const result = parse(nested(name, stored(value)));
    return "thrown" in result && String(result.thrown).includes(`pin-reset:${name} must`);
  });
  expect(refused).toEqual([]);
});

/** What `pulumi config set` makes of a value as it is typed. */
function stored(typed: string): unknown {
  const text = typed.replaceAll('"', "");
  return /^(?:\d+|true|false)$/.test(text) ? JSON.parse(text) : text.replace(" --type string", "");
}

/** What `pulumi config set --path` makes of a setting's name and value, with nothing else set. */
function nested(name: string, value: unknown): Record<string, unknown> {
  const steps = name.split(/[.[\]]+/).filter((step) => step !== "");
  const made = steps.reduceRight<unknown>(
    (inner, step) => (/^\d+$/.test(step) ? [...Array(Number(step)).fill(null), inner] : { [step]: inner }),
    value,
  );
  return made as Record<string, unknown>;
}
