import { expect } from "vitest";
import { catalogSetting } from "../../domain/recovery-routes.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import type { Tenant } from "../../tenant/server.ts";

const policies = "/beta/deviceManagement/configurationPolicies";
const instance = (kind: string) => `#microsoft.graph.deviceManagementConfiguration${kind}Instance`;

/** The settings of a stack of that kind of profile. */
export const settingsFor = (kind: "custom" | "settingsCatalog") => ({
  "pin-reset:assignments": { groups: ["Windows devices"], excludedGroups: ["Kiosks"] },
  "pin-reset:profile": { kind },
});

/** A policy that sets EnablePinRecovery for devices as the declared one does, but for what is given. */
export function catalogPolicy(value: "on" | "off", more: Record<string, unknown> = {}) {
  const { group, setting, [value]: option } = catalogSetting("device");
  const choice = {
    "@odata.type": instance("ChoiceSetting"),
    settingDefinitionId: setting,
    choiceSettingValue: { value: option, children: [] },
  };
  return {
    name: "Windows Hello - PIN recovery",
    description: "Lets users replace a forgotten Windows Hello PIN through the Microsoft PIN reset service.",
    platforms: "windows10",
    technologies: "mdm",
    roleScopeTagIds: ["0"],
    settings: [
      {
        settingInstance: {
          "@odata.type": instance("GroupSettingCollection"),
          settingDefinitionId: group,
          groupSettingCollectionValue: [{ children: [choice] }],
        },
      },
    ],
    ...more,
  };
}

/** What an administrator does with a policy by hand: makes one, or replaces one. Returns its id. */
export async function byHand(
  tenant: Tenant,
  body: ReturnType<typeof catalogPolicy>,
  id?: string,
): Promise<string> {
  const reply = await (id === undefined
    ? tenant.asAdministrator("POST", policies, body)
    : tenant.asAdministrator("PUT", `${policies}/${id}`, body));
  expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
  return id ?? String(Reflect.get(Object(reply.body), "id"));
}

/** Replaces the assignments of a policy by hand. */
export async function assignByHand(tenant: Tenant, id: string, groups: readonly string[]): Promise<void> {
  const assignments = groups.map((groupId) => ({
    target: { "@odata.type": "#microsoft.graph.groupAssignmentTarget", groupId },
  }));
  const { status } = await tenant.asAdministrator("POST", `${policies}/${id}/assign`, { assignments });
  expect(status).toBeLessThan(300);
}

/** The policies of either kind that set EnablePinRecovery, each with the groups that it is assigned to or kept from. */
export function recoveryPolicies({ state }: Tenant) {
  const { setting, on } = catalogSetting("device");
  const groupsOf = (assignments: readonly { target: { groupId?: string | null } }[]) =>
    assignments.map(({ target }) => target.groupId).sort();
  const custom = state.deviceConfigurations
    .all()
    .filter(({ omaSettings }) => omaSettings?.some(({ omaUri }) => omaUri.endsWith("EnablePinRecovery")))
    .map(({ id, omaSettings, assignments }) => ({
      kind: "custom",
      id,
      isOn: omaSettings?.[0]?.value === true,
      groups: groupsOf(assignments),
    }));
  const catalog = state.configurationPolicies
    .all()
    .filter(({ settings }) => JSON.stringify(settings).includes(setting))
    .map(({ id, settings, assignments }) => ({
      kind: "settingsCatalog",
      id,
      isOn: JSON.stringify(settings).includes(`"${on}"`),
      groups: groupsOf(assignments),
    }));
  return [...custom, ...catalog];
}

/** The groups of the declared assignments. */
export const declaredGroups = [seeded.groups.windowsDevices, seeded.groups.kiosks].sort();

/**
 * How many policies had the declared assignments after each write to one of them, since the log was cleared; `before` had
 * them until then.
 */
export function assignedAfterEachWrite(tenant: Tenant, before: string): number[] {
  const assigned = new Set([before]);
  return tenant.requests.single().flatMap(({ method, target, status, body }) => {
    const [, id = "", assign] =
      /\/(?:deviceConfigurations|configurationPolicies)\/([^/?]+)(\/assign)?$/.exec(target) ?? [];
    if (id === "" || method === "GET" || status >= 300) {
      return [];
    }
    if (assign) {
      const { assignments = [] } = Object(body) as { assignments?: unknown[] };
      assigned[assignments.length === declaredGroups.length ? "add" : "delete"](id);
    } else if (method === "DELETE") {
      assigned.delete(id);
    }
    return [assigned.size];
  });
}
