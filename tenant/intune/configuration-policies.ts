import { randomUUID } from "node:crypto";
import { instantOf } from "../graph/edm.ts";
import { readBody } from "../graph/odata/body.ts";
import { GraphFault, intuneBadRequest } from "../graph/odata/errors.ts";
import { entityReply, listReply } from "../graph/odata/replies.ts";
import type { Reply } from "../http/message.ts";
import { withApproval } from "./approvals.ts";
import { readAssignments } from "./assignment-targets.ts";
import { audit } from "./audit.ts";
import {
  findPolicy,
  policyAssignmentProperties,
  policyAssignmentView,
  policyListing,
  policyView,
  settingViews,
} from "./configuration-policy-form.ts";
import { templateOf } from "./policy-templates.ts";
import {
  type ConfigurationPolicy,
  policyAssignBody,
  policyUpdateBody,
  wholePolicyBody,
} from "./schemas/configuration-policies.ts";
import { checkScopeTags, scopeTagsOf } from "./scope-tags-given.ts";
import { readSettings } from "./setting-bodies.ts";
import type { IntuneCall, IntuneRoute } from "./state.ts";

const read = ["DeviceManagementConfiguration.Read.All", "DeviceManagementConfiguration.ReadWrite.All"];
const write = ["DeviceManagementConfiguration.ReadWrite.All"];
const reading = { service: "intune", permissions: read, onlyIn: "beta" } as const;
const writing = { service: "intune", permissions: write, onlyIn: "beta" } as const;
const collection = "/deviceManagement/configurationPolicies";
const one = `${collection}/{id}`;
const type = "microsoft.graph.deviceManagementConfigurationPolicy";

/** Beta only. Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationpolicy */
export const configurationPolicyRoutes: readonly IntuneRoute[] = [
  { method: "GET", path: collection, ...reading, handle: list },
  { method: "POST", path: collection, ...writing, handle: held(create) },
  { method: "GET", path: one, ...reading, handle: get },
  // In no page and no metadata, but the only method by which settings change; public programs use it.
  { method: "PUT", path: one, ...writing, handle: held(replace) },
  { method: "PATCH", path: one, ...writing, handle: held(update) },
  { method: "DELETE", path: one, ...writing, handle: held(remove) },
  { method: "GET", path: `${one}/settings`, ...reading, handle: listSettings },
  { method: "PATCH", path: `${one}/settings/{position}`, ...writing, handle: notRouted },
  { method: "POST", path: `${one}/assign`, ...writing, handle: held(assign) },
  { method: "GET", path: `${one}/assignments`, ...reading, handle: listAssignments },
];

/** A write, which may need the approval of a second administrator. */
function held(handle: IntuneRoute["handle"]): IntuneRoute["handle"] {
  return withApproval("configurationPolicies", handle);
}

function list(call: IntuneCall): Reply {
  const policies = call.core.state.configurationPolicies.list();
  return listReply(call, "intune", { ...policyListing(call, policies), rows: policies.map(policyView) });
}

function get(call: IntuneCall): Reply {
  return policyReply(call, findPolicy(call), 200);
}

function create(call: IntuneCall): Reply {
  const now = instantOf(call.core.now());
  const made = call.core.state.configurationPolicies.put({
    id: randomUUID(),
    createdDateTime: now,
    lastModifiedDateTime: now,
    ...readPolicy(call),
    isAssigned: false,
    assignments: [],
  });
  note(call, "Create", made);
  return policyReply(call, made, 201);
}

/** Keeps the assignments, and refuses another template: both unverified. */
function replace(call: IntuneCall): Reply {
  const kept = findPolicy(call);
  const given = readPolicy(call, kept);
  if (given.templateId !== kept.templateId) {
    throw intuneBadRequest("The template of a policy cannot change", call.path);
  }
  const lastModifiedDateTime = instantOf(call.core.now());
  note(
    call,
    "Patch",
    call.core.state.configurationPolicies.change(kept.id, { ...given, lastModifiedDateTime }),
  );
  return { status: 204 };
}

function update(call: IntuneCall): Reply {
  const kept = findPolicy(call);
  const { "@odata.type": _, roleScopeTagIds, ...given } = readBody(policyUpdateBody, call.body, type);
  checkScopeTags(call, roleScopeTagIds);
  const changed = call.core.state.configurationPolicies.change(kept.id, {
    ...given,
    roleScopeTagIds: scopeTagsOf(roleScopeTagIds, kept.roleScopeTagIds),
    lastModifiedDateTime: instantOf(call.core.now()),
  } as Partial<ConfigurationPolicy>);
  note(call, "Patch", changed);
  return policyReply(call, changed, 200);
}

function remove(call: IntuneCall): Reply {
  const kept = findPolicy(call);
  call.core.state.configurationPolicies.remove(kept.id);
  note(call, "Delete", kept);
  return { status: 204 };
}

function listSettings(call: IntuneCall): Reply {
  const policy = findPolicy(call);
  return listReply(call, "intune", {
    set: `deviceManagement/configurationPolicies('${policy.id}')/settings`,
    type: "microsoft.graph.deviceManagementConfigurationSetting",
    rows: settingViews(policy.settings),
    properties: ["id", "settingInstance"],
    usualPageSize: 25,
  });
}

/** In the metadata and in the documentation, but not served. */
function notRouted(): never {
  throw new GraphFault(400, "No method match route template", "No method match route template");
}

/** The set given replaces the whole set; of two entries for one target the later is dropped. */
function assign(call: IntuneCall): Reply {
  const policy = findPolicy(call);
  const { assignments } = readBody(policyAssignBody, call.body, type);
  const entries = readAssignments(
    call,
    policy.id,
    "deviceManagementConfigurationPolicyAssignment",
    assignments,
  ).map(({ id, target }) => ({ id, target }));
  call.core.state.configurationPolicies.change(policy.id, {
    isAssigned: policy.assignments.length > 0,
    assignments: entries,
  });
  note(call, "Action", policy, "Assignment");
  return {
    status: 200,
    body: {
      "@odata.context": `${call.core.origin}/${call.version}/$metadata#Collection(${type}Assignment)`,
      value: entries.map((entry) => policyAssignmentView(policy.id, entry)),
    },
  };
}

function listAssignments(call: IntuneCall): Reply {
  const policy = findPolicy(call);
  return listReply(call, "intune", {
    set: `deviceManagement/configurationPolicies('${policy.id}')/assignments`,
    type: `${type}Assignment`,
    rows: policy.assignments.map((entry) => policyAssignmentView(policy.id, entry)),
    properties: policyAssignmentProperties,
  });
}

/** Reads a whole policy; `kept` is what it replaces. */
function readPolicy(call: IntuneCall, kept?: ConfigurationPolicy) {
  const body = readBody(wholePolicyBody, call.body, type);
  checkScopeTags(call, body.roleScopeTagIds);
  const template = templateOf(body.templateReference?.templateId ?? "");
  if (template === undefined) {
    throw intuneBadRequest(`Template ${body.templateReference?.templateId} does not exist`, call.path);
  }
  return {
    name: body.name,
    description: body.description ?? null,
    platforms: body.platforms,
    technologies: body.technologies,
    roleScopeTagIds: scopeTagsOf(body.roleScopeTagIds, ["0"]),
    templateId: template.templateId,
    settings: readSettings(call, body.settings, kept?.settings ?? []),
  };
}

function policyReply(call: IntuneCall, policy: ConfigurationPolicy, status: number): Reply {
  return entityReply(call, policyListing(call, [policy]), policyView(policy), status);
}

function note(
  call: IntuneCall,
  operation: Parameters<typeof audit>[1],
  { id, name }: ConfigurationPolicy,
  suffix = "",
): void {
  audit(call, operation, `DeviceManagementConfigurationPolicy${suffix}`, { id, displayName: name });
}
