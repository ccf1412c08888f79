import { createHash } from "node:crypto";
import { readBody, typeNameOf } from "../graph/odata/body.ts";
import { badRequest, intuneBadRequest } from "../graph/odata/errors.ts";
import { listReply } from "../graph/odata/replies.ts";
import type { Reply } from "../http/message.ts";
import { audit } from "./audit.ts";
import { assignmentView, findConfiguration } from "./configuration-form.ts";
import {
  type Assignment,
  type AssignmentTarget,
  assignBody,
  assignmentShape,
  type TargetType,
  targetBody,
  targetTypes,
} from "./schemas/assignments.ts";
import type { IntuneCall, IntuneRoute } from "./state.ts";

const read = ["DeviceManagementConfiguration.Read.All", "DeviceManagementConfiguration.ReadWrite.All"];
const write = ["DeviceManagementConfiguration.ReadWrite.All"];
const one = "/deviceManagement/deviceConfigurations/{id}";

/** Source: https://learn.microsoft.com/graph/api/intune-deviceconfig-deviceconfiguration-assign */
export const assignRoutes: readonly IntuneRoute[] = [
  { method: "POST", path: `${one}/assign`, service: "intune", permissions: write, handle: assign },
  { method: "GET", path: `${one}/assignments`, service: "intune", permissions: read, handle: list },
];

/** Intune's own ids for the two targets that are no group. */
const fixedKeys: Partial<Record<TargetType, string>> = {
  allDevicesAssignmentTarget: "adadadad-808e-44e2-905a-0b7873a8a531",
  allLicensedUsersAssignmentTarget: "acacacac-9df4-4c7d-9d50-4ef0226f57a9",
};

/** The set given replaces the whole set; of two entries for one target the later is dropped. */
function assign(call: IntuneCall): Reply {
  const configuration = findConfiguration(call);
  const { assignments } = readBody(
    assignBody(call.version),
    call.body,
    "microsoft.graph.deviceConfiguration",
  );
  const given = assignments.map(({ target }) => readTarget(call, configuration.id, target));
  const different = given.filter(
    (entry, index) => given.findIndex((other) => other.id === entry.id) === index,
  );
  const kept = inAnotherOrder(different);
  call.core.state.deviceConfigurations.change(configuration.id, { assignments: kept });
  audit(call, "Action", "DeviceConfigurationAssignment", configuration);
  return {
    status: 200,
    body: {
      "@odata.context": `${call.core.origin}/${call.version}/$metadata#Collection(microsoft.graph.deviceConfigurationAssignment)`,
      value: kept.map((entry) => assignmentView(call.version, configuration.id, entry)),
    },
  };
}

function list(call: IntuneCall): Reply {
  const configuration = findConfiguration(call);
  return listReply(call, "intune", {
    set: `deviceManagement/deviceConfigurations('${configuration.id}')/assignments`,
    type: "microsoft.graph.deviceConfigurationAssignment",
    rows: configuration.assignments.map((entry) => assignmentView(call.version, configuration.id, entry)),
    properties: Object.keys(assignmentShape(call.version)),
  });
}

function readTarget(call: IntuneCall, configurationId: string, body: unknown): Assignment {
  const name = typeNameOf(body);
  const type = targetTypes.find((known) => known === name);
  if (type === undefined) {
    throw badRequest(
      `A type named 'microsoft.graph.${name ?? "deviceAndAppManagementAssignmentTarget"}' could not be resolved, or is abstract.`,
    );
  }
  const target = readBody(targetBody(type, call.version), body, `microsoft.graph.${type}`);
  return { id: `${configurationId}_${keyOf(type, target)}`, target: keptTarget(call, type, target) };
}

function keptTarget(call: IntuneCall, type: TargetType, target: Record<string, unknown>): AssignmentTarget {
  const filterId = target.deviceAndAppManagementAssignmentFilterId ?? null;
  const filterType = target.deviceAndAppManagementAssignmentFilterType ?? "none";
  if (filterType !== "none" && call.core.state.assignmentFilters.get(String(filterId)) === undefined) {
    throw intuneBadRequest(`Assignment filter ${String(filterId)} does not exist`, call.path);
  }
  return {
    ...target,
    "@odata.type": `#microsoft.graph.${type}`,
    deviceAndAppManagementAssignmentFilterId: filterType === "none" ? null : String(filterId),
    deviceAndAppManagementAssignmentFilterType:
      filterType as AssignmentTarget["deviceAndAppManagementAssignmentFilterType"],
  };
}

/** What makes two targets the same: a group is one target, whether included or excluded. */
function keyOf(type: TargetType, target: Record<string, unknown>): string {
  return fixedKeys[type] ?? String(target.groupId ?? target.collectionId).toLowerCase();
}

/** An order that follows from the entries alone, and is not the order they were given in. */
function inAnotherOrder(given: readonly Assignment[]): Assignment[] {
  const rank = (entry: Assignment): string => createHash("sha256").update(entry.id).digest("hex");
  const sorted = [...given].sort((left, right) => rank(left).localeCompare(rank(right)));
  const isTheSame = sorted.every((entry, index) => entry === given[index]);
  return isTheSame ? sorted.reverse() : sorted;
}
