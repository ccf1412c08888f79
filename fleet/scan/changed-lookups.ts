import { isPropertyMap } from "../../provider/paths.ts";
import type { PropertyMap, PropertyValue } from "../../provider/values.ts";
import type { Settings } from "../../settings/schema.ts";
import type { Directory } from "./directory.ts";
import type { ManagedResource } from "./state/stack-state.ts";

/**
 * What an update would change since a name in the settings leads to another object than when the stack was deployed, a
 * sentence for each: a group was deleted and another one got its name. That is no drift, since the resource is as it was.
 */
export function changedLookUps(
  resources: readonly ManagedResource[],
  directory: Directory,
  settings: Settings,
): readonly string[] {
  const idsIn = (scope: keyof Settings) =>
    directory.groups.filter((group) => group.scope === scope).map(({ id }) => id);
  const profile = idsIn("assignments");
  const script = settings.readiness?.groups.length ? idsIn("readiness") : profile;
  return resources.flatMap(({ type, name, state: { inputs } }) => {
    if (type === "intune:index:DeviceConfigurationAssignments") {
      return isSame(groupsIn(inputs.targets), profile) ? [] : [groupsChanged(name)];
    }
    if (type === "intune:index:DeviceHealthScriptAssignments") {
      const targets = listOf(inputs.assignments).flatMap((each) =>
        isPropertyMap(each) ? [each.target ?? null] : [],
      );
      return isSame(groupsIn(targets), script) ? [] : [groupsChanged(name)];
    }
    return isOtherDirectory(name, inputs, directory)
      ? [
          `The application that ${name} is on has another service principal now: \`up\` grants the permissions on that.`,
        ]
      : [];
  });
}

function groupsChanged(name: string): string {
  return `A group of the settings is another one now than when ${name} was deployed: \`up\` assigns it.`;
}

function isOtherDirectory(
  name: string,
  { resourceServicePrincipalObjectId: known }: PropertyMap,
  { directoryObjectId }: Directory,
): boolean {
  return (
    name.endsWith("-service-on-directory") && directoryObjectId !== undefined && known !== directoryObjectId
  );
}

function groupsIn(targets: PropertyValue | undefined): string[] {
  return listOf(targets).flatMap((target) =>
    isPropertyMap(target) && typeof target.groupId === "string" ? [target.groupId] : [],
  );
}

function listOf(value: PropertyValue | undefined): PropertyValue[] {
  return Array.isArray(value) ? value : [];
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  const inOrder = (ids: readonly string[]) => [...new Set(ids.map((id) => id.toLowerCase()))].sort().join();
  return inOrder(one) === inOrder(other);
}
