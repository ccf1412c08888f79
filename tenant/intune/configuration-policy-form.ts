import { intuneNotFound } from "../graph/odata/errors.ts";
import type { ListingForm } from "../graph/odata/listing.ts";
import { view } from "../graph/odata/view.ts";
import { targetView } from "./configuration-form.ts";
import { templateOf } from "./policy-templates.ts";
import type { Assignment } from "./schemas/assignments.ts";
import {
  type ConfigurationPolicy,
  configurationPolicyShape,
  policyAssignmentShape,
} from "./schemas/configuration-policies.ts";
import type { SettingInstance } from "./schemas/setting-instances.ts";
import type { IntuneCall } from "./state.ts";

/** The policy an address names. Throws Intune's 404. */
export function findPolicy(call: IntuneCall): ConfigurationPolicy {
  const found = call.core.state.configurationPolicies.read((call.params.id ?? "").toLowerCase());
  if (found === undefined) {
    throw intuneNotFound(call.path);
  }
  return found;
}

/** How policies are listed; what is expanded is taken from `policies`, so that it is of the same moment. */
export function policyListing(call: IntuneCall, policies: readonly ConfigurationPolicy[]): ListingForm {
  const { expandedSettings: most } = call.core.state.settings;
  const known = new Map(policies.map((policy) => [policy.id, policy]));
  return {
    set: "deviceManagement/configurationPolicies",
    type: "microsoft.graph.deviceManagementConfigurationPolicy",
    properties: Object.keys(configurationPolicyShape),
    filterable: ["name", "platforms", "templateReference/templateFamily"],
    expand: {
      settings: (row) => settingViews(known.get(String(row.id))?.settings ?? []).slice(0, most),
      assignments: (row) =>
        (known.get(String(row.id))?.assignments ?? []).map((entry) =>
          policyAssignmentView(String(row.id), entry),
        ),
    },
    expandLink: (name, { id }) =>
      name === "settings" && most !== undefined && (known.get(String(id))?.settings.length ?? 0) > most
        ? `${call.core.origin}/beta/deviceManagement/configurationPolicies/${id}/settings?$skip=${most}`
        : undefined,
  };
}

/** A policy as Intune shows it, without settings and assignments. */
export function policyView(policy: ConfigurationPolicy): Record<string, unknown> {
  return view(configurationPolicyShape, {
    ...policy,
    disableEntraGroupPolicyAssignment: false,
    settingCount: policy.settings.length,
    templateReference: templateOf(policy.templateId) ?? null,
  });
}

/** Settings as Intune shows them: their ids are their positions. */
export function settingViews(settings: readonly SettingInstance[]): Record<string, unknown>[] {
  return settings.map((instance, position) => ({
    id: String(position),
    settingInstance: withoutSecrets(instance),
  }));
}

/** An assignment of a policy as Intune shows it. */
export function policyAssignmentView(policyId: string, { id, target }: Assignment): Record<string, unknown> {
  return { id, source: "direct", sourceId: policyId, target: targetView("beta", target) };
}

/** The names of an assignment's properties. */
export const policyAssignmentProperties = Object.keys(policyAssignmentShape);

/** A token stands for each secret, at any depth. */
function withoutSecrets(kept: unknown): unknown {
  if (Array.isArray(kept)) {
    return kept.map(withoutSecrets);
  }
  if (typeof kept !== "object" || kept === null) {
    return kept;
  }
  const { token, ...shown } = Object.fromEntries(
    Object.entries(kept).map(([name, value]) => [name, withoutSecrets(value)]),
  );
  return token === undefined ? shown : { ...shown, value: token, valueState: "encryptedValueToken" };
}
