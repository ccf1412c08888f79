import { z } from "zod";
import type { Assignment } from "../intune/schemas/assignments.ts";
import type { ConfigurationPolicy } from "../intune/schemas/configuration-policies.ts";
import type { SettingInstance } from "../intune/schemas/setting-instances.ts";
import type { TenantState } from "../state.ts";
import type { SeededIds } from "./ids.ts";
import { choiceOf, groupOf, helloGroupId, integerOf } from "./setting-instances.ts";

/** The kinds of policy by which EnablePinRecovery can be set. */
export const recoveryRoutes = [
  "custom",
  "settingsCatalog",
  "accountProtection",
  "accountProtectionIntent",
  "identityProtection",
] as const;

/** The schema of a policy that sets EnablePinRecovery, as `/_tenant/recovery-policies` takes it. */
export const recoveryPolicySchema = z.strictObject({
  /** By which kind of policy. */
  route: z.enum(recoveryRoutes),
  /** Left out: one fixed id for each route. */
  id: z.guid().exactOptional(),
  /** Left out: a name that tells the route. */
  name: z.string().exactOptional(),
  /** Left out: true. An identity protection profile with false looks as if it did not set it. */
  value: z.boolean().default(true),
  /** Left out: device. Of no meaning to identity protection and to the old account protection. */
  scope: z.enum(["device", "user"]).default("device"),
  /** The groups that it is assigned to; left out: Windows devices. */
  groups: z.array(z.guid()).exactOptional(),
});

/** A policy that sets EnablePinRecovery: by which route, to what, for whom. */
export type SeededRecoveryPolicy = z.input<typeof recoveryPolicySchema>;
type Read = z.output<typeof recoveryPolicySchema>;
type Seeded = {
  readonly groups: readonly string[];
  readonly id: string;
  readonly name: string;
};
type Made = Omit<Read, "groups"> & Seeded;

const changed = "2026-01-12T08:20:11.7654321Z";
const written = { createdDateTime: "2026-01-12T08:15:30.1234567Z", lastModifiedDateTime: changed };

const usualNames: Readonly<Record<Read["route"], string>> = {
  custom: "PIN recovery (custom)",
  settingsCatalog: "PIN recovery (settings catalog)",
  accountProtection: "Account protection",
  accountProtectionIntent: "Account protection (old)",
  identityProtection: "Identity protection",
};

/** Puts a policy into a tenant that sets EnablePinRecovery, as an administrator makes it in the portal. Returns its id. */
export function seedRecoveryPolicy(state: TenantState, policy: SeededRecoveryPolicy): string {
  const read = recoveryPolicySchema.parse(policy);
  const made = { ...usualOf(state.ids, read.route), ...read };
  makers[made.route](state, made);
  return made.id;
}

function usualOf({ groups, recoveryPolicies }: SeededIds, route: Read["route"]): Seeded {
  return { id: recoveryPolicies[route], name: usualNames[route], groups: [groups.windowsDevices] };
}

const makers: Readonly<Record<Read["route"], (state: TenantState, made: Made) => void>> = {
  custom: seedCustom,
  settingsCatalog: (state, made) => {
    state.configurationPolicies.put(policyOf(made, "", [groupOf(made.scope, [recoveryOf(made)])]));
  },
  accountProtection: (state, made) => {
    const template = "fcef01f2-439d-4c3f-9184-823fd6e97646_1";
    state.configurationPolicies.put(policyOf(made, template, accountProtectionSettings(made)));
  },
  accountProtectionIntent: seedIntent,
  identityProtection: seedIdentityProtection,
};

function seedCustom(state: TenantState, made: Made): void {
  const root = made.scope === "user" ? "./User" : "./Device";
  state.deviceConfigurations.put({
    ...profileOf(made, "windows10CustomConfiguration"),
    omaSettings: [
      {
        "@odata.type": "#microsoft.graph.omaSettingBoolean",
        displayName: "Enable PIN recovery",
        description: null,
        omaUri: `${root}/Vendor/MSFT/PassportForWork/${state.tenantId}/Policies/EnablePinRecovery`,
        value: made.value,
        isEncrypted: false,
        secretReferenceValueId: null,
      },
    ],
  });
}

function seedIdentityProtection(state: TenantState, made: Made): void {
  state.deviceConfigurations.put({
    ...profileOf(made, "windowsIdentityProtectionConfiguration"),
    enhancedAntiSpoofingForFacialFeaturesEnabled: true,
    pinMinimumLength: 6,
    pinRecoveryEnabled: made.value,
    securityDeviceRequired: true,
    unlockWithBiometricsEnabled: true,
    windowsHelloForBusinessBlocked: false,
  });
}

function profileOf(made: Made, type: string) {
  return {
    "@odata.type": `#microsoft.graph.${type}`,
    id: made.id,
    ...written,
    version: 2,
    displayName: made.name,
    description: "",
    roleScopeTagIds: ["0"],
    supportsScopeTags: true,
    assignments: assignmentsOf(made),
  };
}

/** The template is that of the account protection that new policies are no longer made of. */
function seedIntent(state: TenantState, made: Made): void {
  const member = (name: string) => `deviceConfiguration--windowsIdentityProtectionConfiguration_${name}`;
  const setting = (name: string, value: boolean, number: number) => ({
    "@odata.type": "#microsoft.graph.deviceManagementBooleanSettingInstance" as const,
    id: `${made.id.slice(0, -2)}${10 + number}`,
    definitionId: member(name),
    value,
  });
  state.intents.put({
    id: made.id,
    displayName: made.name,
    description: "",
    isAssigned: made.groups.length > 0,
    isMigratingToConfigurationPolicy: false,
    lastModifiedDateTime: changed,
    roleScopeTagIds: ["0"],
    templateId: "0f2b5d70-d4e9-4156-8c16-1397eb6c54a5",
    settings: [
      setting("windowsHelloForBusinessBlocked", false, 1),
      setting("pinRecoveryEnabled", made.value, 2),
      setting("securityDeviceRequired", true, 3),
    ],
    assignments: assignmentsOf(made),
  });
}

/** A policy of the settings catalog, as it is kept. */
export function policyOf(
  made: Seeded,
  templateId: string,
  settings: readonly SettingInstance[],
): ConfigurationPolicy {
  return {
    id: made.id,
    ...written,
    name: made.name,
    description: "",
    platforms: "windows10",
    technologies: "mdm",
    roleScopeTagIds: ["0"],
    templateId,
    isAssigned: made.groups.length > 0,
    settings,
    assignments: assignmentsOf(made),
  };
}

/** What the baselines have that people copy: the group with more settings than the one, and another setting beside it. */
function accountProtectionSettings(made: Made): SettingInstance[] {
  const biometrics = "device_vendor_msft_passportforwork_biometrics_facialfeaturesuseenhancedantispoofing";
  const instance = (settingInstanceTemplateId: string) => ({
    settingInstanceTemplateReference: { settingInstanceTemplateId },
  });
  const child = (name: string) => `${helloGroupId(made.scope)}_policies_${name}`;
  return [
    {
      ...groupOf(made.scope, [
        {
          ...choiceOf(child("requiresecuritydevice"), "true", "c36f290a-cac2-4a0b-96b8-596a75e4890d"),
          ...instance("04df0c8b-5d87-494e-865e-6bfeef5a24a5"),
        },
        choiceOf(child("usepassportforwork"), "true"),
        integerOf(child("pincomplexity_minimumpinlength"), 6, "b2cec844-c747-466e-ae20-92969da2a10c"),
        recoveryOf(made),
      ]),
      ...instance("0ece2bdc-57c1-4be9-93e9-ac9c395a9c94"),
    },
    {
      ...choiceOf(biometrics, "true", "93a7ef59-584d-4177-ac5a-2ca31d47e179"),
      ...instance("9a29ce6b-fae8-4785-bbfe-3311f14aa88f"),
    },
  ];
}

function recoveryOf({ scope, value }: Made): SettingInstance {
  return choiceOf(`${helloGroupId(scope)}_policies_enablepinrecovery`, String(value));
}

function assignmentsOf({ id, groups }: Seeded): Assignment[] {
  return groups.map((groupId) => ({
    id: `${id}_${groupId}`,
    target: {
      "@odata.type": "#microsoft.graph.groupAssignmentTarget",
      groupId,
      deviceAndAppManagementAssignmentFilterId: null,
      deviceAndAppManagementAssignmentFilterType: "none",
    },
  }));
}
