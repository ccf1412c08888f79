import { z } from "zod";
import type { TenantState } from "../state.ts";
import { seedConsented } from "./consented.ts";
import { policyOf, recoveryRoutes, seedRecoveryPolicy } from "./recovery-policies.ts";
import { choiceOf, groupOf, helloGroupId } from "./setting-instances.ts";

/** The schema of what a tenant can be set up as, as `/_tenant/scenarios` takes it. */
export const scenarioSchema = z.strictObject({
  /** A route: one policy by that route. `conflict`: two that conflict. `healthy`: consented, with nothing wrong. */
  scenario: z.enum([...recoveryRoutes, "conflict", "healthy"]),
});

/** What a tenant can be set up as. */
export type Scenario = z.output<typeof scenarioSchema>["scenario"];

/** Puts into a tenant what it has where PIN recovery was set up in the portal. */
export function seedScenario(state: TenantState, scenario: Scenario): void {
  if (scenario === "conflict") {
    seedConflict(state);
  } else if (scenario === "healthy") {
    seedHealthy(state);
  } else {
    seedRecoveryPolicy(state, { route: scenario });
  }
}

/** Two policies for one group that set one node to different values: neither wins. */
function seedConflict(state: TenantState): void {
  seedRecoveryPolicy(state, { route: "settingsCatalog" });
  seedRecoveryPolicy(state, {
    route: "accountProtection",
    value: false,
    groups: [state.ids.groups.windowsDevices, state.ids.groups.kiosks],
  });
}

/**
 * A consented tenant with PIN recovery for the Windows devices, and with policies that look as if they blocked a reset,
 * and do not: a setting whose id begins like that of one that does, one with its harmless value, a profile that restricts
 * nothing, and a policy that has the group of Windows Hello without the setting.
 */
function seedHealthy(state: TenantState): void {
  seedConsented(state);
  seedRecoveryPolicy(state, { route: "settingsCatalog" });
  const { windowsDevices } = state.ids.groups;
  const { lockScreen, kerberosTrust, endpointProtection } = state.ids.harmlessPolicies;
  const groups = [windowsDevices];
  const area = "device_vendor_msft_policy_config";
  state.configurationPolicies.put(
    policyOf({ groups, id: lockScreen, name: "Lock screen" }, "", [
      choiceOf(`${area}_admx_controlpaneldisplay_cpl_personalization_nolockscreencamera`, "1"),
      choiceOf(`${area}_applicationmanagement_blocknonadminuserinstall`, "0"),
    ]),
  );
  state.configurationPolicies.put(
    policyOf({ groups, id: kerberosTrust, name: "Cloud Kerberos trust" }, "", [
      groupOf("device", [choiceOf(`${helloGroupId("device")}_policies_usecloudtrustforonpremauth`, "true")]),
    ]),
  );
  state.deviceConfigurations.put({
    "@odata.type": "#microsoft.graph.windows10EndpointProtectionConfiguration",
    id: endpointProtection,
    createdDateTime: "2024-02-03T04:05:06Z",
    lastModifiedDateTime: "2024-02-03T04:05:06Z",
    version: 1,
    displayName: "Endpoint protection",
    description: null,
    roleScopeTagIds: ["0"],
    supportsScopeTags: true,
    localSecurityOptionsHideLastSignedInUser: false,
    localSecurityOptionsUseAdminApprovalModeForAdministrators: true,
    assignments: [],
  });
}
