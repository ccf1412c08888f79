import type { Collection } from "../collection.ts";
import { intuneNotFound } from "../graph/odata/errors.ts";
import type { ListingForm } from "../graph/odata/listing.ts";
import { entityReply, listReply } from "../graph/odata/replies.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { targetView } from "./configuration-form.ts";
import type { Assignment } from "./schemas/assignments.ts";
import {
  type Intent,
  type IntentSetting,
  intentAssignmentShape,
  intentSettingShape,
  intentShape,
} from "./schemas/intents.ts";
import type { IntuneCall, IntuneRoute } from "./state.ts";

const access = {
  method: "GET",
  service: "intune",
  permissions: ["DeviceManagementConfiguration.Read.All", "DeviceManagementConfiguration.ReadWrite.All"],
  onlyIn: "beta",
} as const;
const collection = "/deviceManagement/intents";

/** Policies of the old endpoint security, which can only be read here. That these permissions are enough is unverified. */
export const intentRoutes: readonly IntuneRoute[] = [
  { ...access, path: collection, handle: list },
  { ...access, path: `${collection}/{id}`, handle: get },
  { ...access, path: `${collection}/{id}/settings`, handle: listSettings },
  { ...access, path: `${collection}/{id}/assignments`, handle: listAssignments },
];

function list(call: IntuneCall): Reply {
  const intents = intentsOf(call).list();
  return listReply(call, "intune", {
    ...listingOf(intents),
    rows: intents.map((intent) => view(intentShape, intent)),
  });
}

function get(call: IntuneCall): Reply {
  const intent = find(call);
  return entityReply(call, listingOf([intent]), view(intentShape, intent));
}

function listSettings(call: IntuneCall): Reply {
  const { id, settings } = find(call);
  return listReply(call, "intune", {
    set: `deviceManagement/intents('${id}')/settings`,
    type: "microsoft.graph.deviceManagementSettingInstance",
    properties: [...Object.keys(intentSettingShape), "value"],
    rows: settings.map(settingView),
  });
}

function listAssignments(call: IntuneCall): Reply {
  const { id, assignments } = find(call);
  return listReply(call, "intune", {
    set: `deviceManagement/intents('${id}')/assignments`,
    type: "microsoft.graph.deviceManagementIntentAssignment",
    properties: Object.keys(intentAssignmentShape),
    rows: assignments.map(assignmentView),
  });
}

function listingOf(intents: readonly Intent[]): ListingForm {
  const known = new Map(intents.map((intent) => [intent.id, intent]));
  return {
    set: "deviceManagement/intents",
    type: "microsoft.graph.deviceManagementIntent",
    properties: Object.keys(intentShape),
    filterable: ["displayName", "templateId"],
    expand: {
      settings: (row) => known.get(String(row.id))?.settings.map(settingView) ?? [],
      assignments: (row) => known.get(String(row.id))?.assignments.map(assignmentView) ?? [],
    },
  };
}

function settingView(setting: IntentSetting): Record<string, unknown> {
  return { ...setting, valueJson: JSON.stringify(setting.value) };
}

function assignmentView({ id, target }: Assignment): Record<string, unknown> {
  return { id, target: targetView("beta", target) };
}

function find(call: IntuneCall): Intent {
  const found = intentsOf(call).read((call.params.id ?? "").toLowerCase());
  if (found === undefined) {
    throw intuneNotFound(call.path);
  }
  return found;
}

function intentsOf(call: IntuneCall): Collection<Intent> {
  return call.core.state.intents;
}
