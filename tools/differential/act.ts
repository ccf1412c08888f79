import { randomUUID } from "node:crypto";
import { pinResetApps, seeded } from "../../tenant/seed/ids.ts";
import type { Tenant } from "../../tenant/server.ts";
import type { Act, App, CatalogEdit, Deployed, GraphTarget, OmaEdit } from "./tampering.ts";

/** Does in a tenant what an administrator would do in a portal. What Graph refuses is left undone, as in a portal. */
export async function act(tenant: Tenant, { kind }: Deployed, acts: readonly Act[]): Promise<void> {
  for (const each of acts) {
    await one(tenant, kind, each);
  }
}

const management = "/beta/deviceManagement";
const profileType = "#microsoft.graph.windows10CustomConfiguration";

async function one(tenant: Tenant, kind: Deployed["kind"], act: Act): Promise<void> {
  const { state } = tenant;
  const send = async (method: string, path: string, body?: unknown) => {
    await tenant.asAdministrator(method, path, body);
  };
  const policy = kind === "custom" ? ownProfile(tenant) : state.configurationPolicies.all()[0];
  const policyAt = `${management}/${kind === "custom" ? "deviceConfigurations" : "configurationPolicies"}/${policy?.id}`;
  const [script] = state.deviceHealthScripts.all();
  const scriptAt = `${management}/deviceHealthScripts/${script?.id}`;
  switch (act.what) {
    case "policy":
      return send("PATCH", policyAt, policyBody(kind, act.change));
    case "delete policy":
      return send("DELETE", policyAt);
    case "assign":
      return send("POST", `${policyAt}/assign`, { assignments: act.targets.map((target) => ({ target })) });
    case "oma settings": {
      const omaSettings = act.edits.reduce(editOma, writtenAgain(ownProfile(tenant)?.omaSettings ?? []));
      return send("PATCH", policyAt, { "@odata.type": profileType, omaSettings });
    }
    case "catalog settings":
      return replaceCatalog(tenant, policyAt, act.edits);
    case "script":
      return send("PATCH", scriptAt, act.change);
    case "delete script":
      return send("DELETE", scriptAt);
    case "assign script":
      return send("POST", `${scriptAt}/assign`, {
        deviceHealthScriptAssignments: act.targets.map((target) => scheduled(target, act.interval)),
      });
    case "principal":
      return send("PATCH", `/v1.0/servicePrincipals(appId='${pinResetApps[act.app].id}')`, act.change);
    case "delete principal":
      return send("DELETE", `/v1.0/servicePrincipals/${principalId(tenant, act.app)}`);
    case "grant":
      return send("PATCH", `/v1.0/oauth2PermissionGrants/${grantId(tenant, act.of)}`, { scope: act.scope });
    case "delete grant":
      return send("DELETE", `/v1.0/oauth2PermissionGrants/${grantId(tenant, act.of)}`);
    case "rename group":
      if (state.groups.get(act.group)) {
        state.groups.change(act.group, { displayName: act.displayName });
      }
      return;
    case "delete group":
      state.groups.remove(act.group);
      return;
    case "second group": {
      const group = state.groups.get(seeded.groups.helpdesk);
      if (group) {
        state.groups.put({ ...group, id: randomUUID(), displayName: act.displayName });
      }
      return;
    }
    case "group recreated": {
      const group = state.groups.get(act.group);
      if (group) {
        state.groups.remove(act.group);
        state.groups.put({ ...group, id: randomUUID() });
      }
    }
  }
}

type OmaSetting = { readonly omaUri: string } & Readonly<Record<string, unknown>>;

function ownProfile({ state }: Tenant) {
  return state.deviceConfigurations.all().find((profile) => profile["@odata.type"] === profileType);
}

function policyBody(kind: Deployed["kind"], { name, ...change }: Readonly<Record<string, unknown>>) {
  return kind === "custom"
    ? { "@odata.type": profileType, ...change, ...(name === undefined ? {} : { displayName: name }) }
    : { ...change, ...(name === undefined ? {} : { name }) };
}

/** Settings as an administrator who opened the profile may write them: without what Graph alone says of them. */
function writtenAgain(settings: readonly OmaSetting[]): OmaSetting[] {
  return settings.map(({ isEncrypted: _, secretReferenceValueId: __, ...setting }) => setting);
}

function editOma(settings: OmaSetting[], edit: OmaEdit): OmaSetting[] {
  const [first, ...others] = settings;
  const typed = (type: string) => ({ "@odata.type": `#microsoft.graph.omaSetting${type}` });
  switch (edit.edit) {
    case "add":
      return [
        ...settings,
        { ...typed(edit.type), displayName: "Added", omaUri: edit.omaUri, value: edit.value },
      ];
    case "reverse":
      return settings.toReversed();
    case "remove":
      return others;
    default:
      return first === undefined ? [] : editFirst(first, others, edit);
  }
}

type EditOfOne = Exclude<OmaEdit, { readonly edit: "add" | "reverse" | "remove" }>;

function editFirst(first: OmaSetting, others: readonly OmaSetting[], edit: EditOfOne): OmaSetting[] {
  switch (edit.edit) {
    case "twice":
      return [first, ...others, first];
    case "value":
      return [{ ...first, value: edit.value }, ...others];
    case "uri":
      return [{ ...first, omaUri: edit.omaUri }, ...others];
    case "words":
      return [{ ...first, displayName: edit.displayName, description: edit.description }, ...others];
    case "type": {
      const type = { "@odata.type": `#microsoft.graph.omaSetting${edit.type}` };
      return [{ ...first, ...type, value: edit.value }, ...others];
    }
  }
}

type Instance = Record<string, unknown>;

/** Policies of the settings catalog are replaced as a whole. */
async function replaceCatalog(tenant: Tenant, path: string, edits: readonly CatalogEdit[]): Promise<void> {
  const [policy] = tenant.state.configurationPolicies.all();
  if (policy === undefined) {
    return;
  }
  const { name, description, platforms, technologies, roleScopeTagIds, settings } = policy;
  const edited = edits.reduce<readonly unknown[]>(editCatalog, settings);
  await tenant.asAdministrator("PUT", path, {
    name,
    description,
    platforms,
    technologies,
    roleScopeTagIds,
    settings: edited,
  });
}

function editCatalog(settings: readonly unknown[], edit: CatalogEdit): readonly unknown[] {
  switch (edit.edit) {
    case "add":
      return [...settings, { settingInstance: choice(edit.setting, edit.option) }];
    case "replace":
      return [{ settingInstance: choice(edit.setting, edit.option) }, ...settings.slice(1)];
    case "option":
      return JSON.parse(JSON.stringify(settings), (key, value: unknown) =>
        key === "choiceSettingValue" ? { ...Object(value), value: edit.option } : value,
      );
  }
}

function choice(settingDefinitionId: string, value: string): Instance {
  return {
    "@odata.type": "#microsoft.graph.deviceManagementConfigurationChoiceSettingInstance",
    settingDefinitionId,
    choiceSettingValue: { value, children: [] },
  };
}

function scheduled(target: GraphTarget, interval: number) {
  const isExcluded = target["@odata.type"].includes("exclusion");
  const runSchedule = {
    "@odata.type": "#microsoft.graph.deviceHealthScriptHourlySchedule",
    interval,
  };
  return { target, runRemediationScript: false, ...(isExcluded ? {} : { runSchedule }) };
}

function principalId({ state }: Tenant, app: App | "directory"): string | undefined {
  const appId = app === "directory" ? undefined : pinResetApps[app].id;
  return appId === undefined
    ? seeded.principals.directory
    : state.servicePrincipals.all().find((principal) => principal.appId === appId)?.id;
}

function grantId(tenant: Tenant, of: App): string | undefined {
  const clientId = principalId(tenant, of);
  return tenant.state.oauth2PermissionGrants.all().find((grant) => grant.clientId === clientId)?.id;
}
