import { toPropertyMap } from "../../provider/check.ts";
import { isPropertyMap } from "../../provider/paths.ts";
import type { PropertyMap } from "../../provider/values.ts";
import type { Settings } from "../../settings/schema.ts";
import type { Directory } from "./directory.ts";

/** The inputs of a resource of the program that are made of what the directory has now, by their names. */
export type LookedUp = (type: string, name: string, inputs: PropertyMap) => PropertyMap;

/** What the program would declare of what it looks up, where the settings are those that were deployed. */
export function lookedUpInputs(directory: Directory, settings: Settings): LookedUp {
  const own = targetsOf("assignments", directory, settings.assignments);
  const script = settings.readiness?.groups.length
    ? targetsOf("readiness", directory, { ...settings.readiness, groups: [] })
    : own;
  return (type, name, { assignments }) => {
    if (type === "intune:index:DeviceConfigurationAssignments" && name === "pin-reset-assignments") {
      return toPropertyMap({ targets: own });
    }
    if (type === "intune:index:DeviceHealthScriptAssignments" && Array.isArray(assignments)) {
      const { schedule } =
        assignments.filter(isPropertyMap).find((each) => each.schedule !== undefined) ?? {};
      return toPropertyMap({
        assignments: script.map((target) =>
          target.type === "exclusionGroup" ? { target } : { target, schedule },
        ),
      });
    }
    return name === "pin-reset-service-on-directory" && directory.directoryObjectId !== undefined
      ? { resourceServicePrincipalObjectId: directory.directoryObjectId }
      : {};
  };
}

type Filter = Settings["assignments"]["groups"][number]["filter"];
type Everyone = Settings["assignments"]["allDevices"];

function targetsOf(
  scope: "assignments" | "readiness",
  directory: Directory,
  settings: {
    readonly groups: Settings["assignments"]["groups"];
    readonly allDevices?: Everyone;
    readonly allUsers?: Everyone;
  },
) {
  const found = directory.groups.filter((group) => group.scope === scope);
  const isExcluded = (setting: string) => setting.includes(".excludedGroups[");
  const included = found.filter(({ setting }) => !isExcluded(setting));
  const { groups, allDevices, allUsers } = settings;
  return [
    ...included.map(({ id }, index) => ({ type: "group", groupId: id, ...filtered(groups[index]?.filter) })),
    ...found
      .filter(({ setting }) => isExcluded(setting))
      .map(({ id }) => ({ type: "exclusionGroup", groupId: id })),
    ...(allDevices ? [{ type: "allDevices", ...filtered(allDevices.filter) }] : []),
    ...(allUsers ? [{ type: "allUsers", ...filtered(allUsers.filter) }] : []),
  ];
}

function filtered(filter: Filter) {
  return filter ? { filterId: filter.id, filterMode: filter.mode } : {};
}
