import { readBody } from "../graph/odata/body.ts";
import { listReply } from "../graph/odata/replies.ts";
import type { Reply } from "../http/message.ts";
import { withApproval } from "./approvals.ts";
import { readAssignments } from "./assignment-targets.ts";
import { audit } from "./audit.ts";
import { assignmentView, findConfiguration } from "./configuration-form.ts";
import { assignBody, assignmentShape } from "./schemas/assignments.ts";
import type { IntuneCall, IntuneRoute } from "./state.ts";

const read = ["DeviceManagementConfiguration.Read.All", "DeviceManagementConfiguration.ReadWrite.All"];
const write = ["DeviceManagementConfiguration.ReadWrite.All"];
const one = "/deviceManagement/deviceConfigurations/{id}";

/** Source: https://learn.microsoft.com/graph/api/intune-deviceconfig-deviceconfiguration-assign */
export const assignRoutes: readonly IntuneRoute[] = [
  {
    method: "POST",
    path: `${one}/assign`,
    service: "intune",
    permissions: write,
    handle: withApproval("deviceConfigurations", assign),
  },
  { method: "GET", path: `${one}/assignments`, service: "intune", permissions: read, handle: list },
];

/** The set given replaces the whole set; of two entries for one target the later is dropped. */
function assign(call: IntuneCall): Reply {
  const configuration = findConfiguration(call);
  const { assignments } = readBody(
    assignBody(call.version),
    call.body,
    "microsoft.graph.deviceConfiguration",
  );
  const entries = readAssignments(call, configuration.id, "deviceConfigurationAssignment", assignments);
  const kept = entries.map(({ id, target }) => ({ id, target }));
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
