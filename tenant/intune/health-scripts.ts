import { randomUUID } from "node:crypto";
import { instantOf } from "../graph/edm.ts";
import { readBody } from "../graph/odata/body.ts";
import { intuneNotFound } from "../graph/odata/errors.ts";
import type { ListingForm } from "../graph/odata/listing.ts";
import { entityReply, listReply } from "../graph/odata/replies.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import type { TenantSettings } from "../settings.ts";
import { withApproval } from "./approvals.ts";
import { readAssignments } from "./assignment-targets.ts";
import { audit } from "./audit.ts";
import { targetView } from "./configuration-form.ts";
import {
  type HealthScript,
  healthScriptBody,
  healthScriptShape,
  scriptAssignBody,
  scriptAssignmentShape,
} from "./schemas/health-scripts.ts";
import { checkScopeTags, scopeTagsOf } from "./scope-tags-given.ts";
import type { IntuneCall, IntuneRoute } from "./state.ts";

const collection = "/deviceManagement/deviceHealthScripts";
const one = `${collection}/{id}`;
const type = "microsoft.graph.deviceHealthScript";

/** The permissions of which one is needed to read script packages; formerly those for configurations were enough. */
export function readPermissions(settings: TenantSettings): string[] {
  return [
    "DeviceManagementScripts.Read.All",
    ...(settings.scriptsByConfigurationPermissions ? ["DeviceManagementConfiguration.Read.All"] : []),
    ...writePermissions(settings),
  ];
}

function writePermissions(settings: TenantSettings): string[] {
  return [
    "DeviceManagementScripts.ReadWrite.All",
    ...(settings.scriptsByConfigurationPermissions ? ["DeviceManagementConfiguration.ReadWrite.All"] : []),
  ];
}

const reading = { service: "intune", permissions: readPermissions, onlyIn: "beta" } as const;
const writing = { service: "intune", permissions: writePermissions, onlyIn: "beta" } as const;

/** Script packages of remediations. Beta only. Source: https://learn.microsoft.com/graph/api/resources/intune-devices-devicehealthscript */
export const healthScriptRoutes: readonly IntuneRoute[] = [
  { method: "GET", path: collection, ...reading, handle: list },
  { method: "POST", path: collection, ...writing, handle: withApproval("scripts", create) },
  { method: "GET", path: one, ...reading, handle: get },
  { method: "PATCH", path: one, ...writing, handle: withApproval("scripts", update) },
  { method: "DELETE", path: one, ...writing, handle: withApproval("scripts", remove) },
  { method: "POST", path: `${one}/assign`, ...writing, handle: withApproval("scripts", assign) },
  { method: "GET", path: `${one}/assignments`, ...reading, handle: listAssignments },
];

/** The script package an address names. Throws Intune's 404. */
export function findScript(call: IntuneCall): HealthScript {
  const found = call.core.state.deviceHealthScripts.read((call.params.id ?? "").toLowerCase());
  if (found === undefined) {
    throw intuneNotFound(call.path);
  }
  return found;
}

/** In a list, a script package shows none of its scripts: unverified for this collection. */
function list(call: IntuneCall): Reply {
  const scripts = call.core.state.deviceHealthScripts.list();
  const hidden = { detectionScriptContent: null, remediationScriptContent: null };
  return listReply(call, "intune", {
    ...listingOf(scripts),
    rows: scripts.map((script) => view(healthScriptShape, { ...script, ...hidden })),
  });
}

function get(call: IntuneCall): Reply {
  return scriptReply(call, findScript(call), 200);
}

function create(call: IntuneCall): Reply {
  const now = instantOf(call.core.now());
  const made = call.core.state.deviceHealthScripts.put({
    description: null,
    remediationScriptContent: null,
    runAsAccount: "system",
    runAs32Bit: false,
    enforceSignatureCheck: false,
    detectionScriptParameters: [],
    remediationScriptParameters: [],
    ...readScript(call, "create", ["0"]),
    id: randomUUID(),
    createdDateTime: now,
    lastModifiedDateTime: now,
    highestAvailableVersion: null,
    isGlobalScript: false,
    version: "1",
    deviceHealthScriptType: "deviceHealthScript",
    assignments: [],
  } as unknown as HealthScript);
  audit(call, "Create", "DeviceHealthScript", made);
  return scriptReply(call, made, 201);
}

function update(call: IntuneCall): Reply {
  const kept = findScript(call);
  const changed = call.core.state.deviceHealthScripts.change(kept.id, {
    ...readScript(call, "update", kept.roleScopeTagIds ?? []),
    lastModifiedDateTime: instantOf(call.core.now()),
  });
  audit(call, "Patch", "DeviceHealthScript", changed);
  return scriptReply(call, changed, 200);
}

/** What devices reported is deleted with the script package. */
function remove(call: IntuneCall): Reply {
  const kept = findScript(call);
  const { deviceHealthScripts, deviceHealthScriptStates } = call.core.state;
  deviceHealthScripts.remove(kept.id);
  for (const { id, scriptId } of deviceHealthScriptStates.all()) {
    if (scriptId === kept.id) {
      deviceHealthScriptStates.remove(id);
    }
  }
  audit(call, "Delete", "DeviceHealthScript", kept);
  return { status: 204 };
}

/** The set given replaces the whole set. `runRemediationScript` is not kept: it reads back false. */
function assign(call: IntuneCall): Reply {
  const script = findScript(call);
  const { deviceHealthScriptAssignments } = readBody(scriptAssignBody, call.body, type);
  const entries = readAssignments(
    call,
    script.id,
    "deviceHealthScriptAssignment",
    deviceHealthScriptAssignments,
  );
  call.core.state.deviceHealthScripts.change(script.id, {
    assignments: entries.map(({ id, target, given }) => ({
      id,
      target,
      runSchedule: given.runSchedule ?? null,
    })),
  });
  audit(call, "Action", "DeviceHealthScriptAssignment", script);
  return { status: 204 };
}

function listAssignments(call: IntuneCall): Reply {
  const script = findScript(call);
  return listReply(call, "intune", {
    set: `deviceManagement/deviceHealthScripts('${script.id}')/assignments`,
    type: `${type}Assignment`,
    rows: assignmentViews(script),
    properties: Object.keys(scriptAssignmentShape),
  });
}

function assignmentViews(script: HealthScript): Record<string, unknown>[] {
  return script.assignments.map(({ id, target, runSchedule }) => ({
    id,
    target: targetView("beta", target),
    runRemediationScript: false,
    runSchedule,
  }));
}

function listingOf(scripts: readonly HealthScript[]): ListingForm {
  const known = new Map(scripts.map((script) => [script.id, script]));
  return {
    set: "deviceManagement/deviceHealthScripts",
    type,
    properties: Object.keys(healthScriptShape),
    filterable: ["displayName"],
    expand: {
      assignments: (row) => {
        const script = known.get(String(row.id));
        return script === undefined ? [] : assignmentViews(script);
      },
    },
  };
}

function scriptReply(call: IntuneCall, script: HealthScript, status: number): Reply {
  return entityReply(call, listingOf([script]), view(healthScriptShape, script), status);
}

const ignoredOnWrite = [
  "@odata.type",
  "id",
  "createdDateTime",
  "lastModifiedDateTime",
  "highestAvailableVersion",
  "isGlobalScript",
  "version",
  "deviceHealthScriptType",
];

function readScript(
  call: IntuneCall,
  use: "create" | "update",
  otherwise: readonly string[],
): Partial<HealthScript> {
  const body = readBody(healthScriptBody(use), call.body, type);
  checkScopeTags(call, body.roleScopeTagIds);
  const given = Object.entries(body).filter(([name]) => !ignoredOnWrite.includes(name));
  return {
    ...Object.fromEntries(given),
    roleScopeTagIds: [...scopeTagsOf(body.roleScopeTagIds, otherwise)],
  };
}
