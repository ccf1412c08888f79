import { keysOf, valueAt } from "./values.ts";

/** Whom a policy is assigned to, or kept from, as the Intune provider's resources have it. */
export type Target = {
  readonly type: string;
  readonly groupId?: string;
  readonly filterId?: string;
  readonly filterMode?: string;
};

/** The targets that a program declares, and those that the tenant has. */
export type Targets = { readonly declared: readonly Target[]; readonly actual: readonly Target[] };

/** What became of a target, seen from the tenant. */
export type TargetChange =
  | { readonly what: "removed" | "added"; readonly target: Target; readonly declared?: undefined }
  | { readonly what: "filter changed"; readonly target: Target; readonly declared: Target };

/** The targets of a resource of which some drifted; undefined where none did, or where it has none. */
export function targetsAt(paths: readonly string[], declared: unknown, actual: unknown): Targets | undefined {
  const [wanted, present] = [declared, actual].map((inputs) => valueAt(inputs, ["targets"]));
  if (!paths.some(isOfTargets) || !Array.isArray(wanted) || !Array.isArray(present)) {
    return undefined;
  }
  return { declared: wanted.map(targetOf), actual: present.map(targetOf) };
}

/** Whether a path leads to the targets or into them. */
export function isOfTargets(path: string): boolean {
  return keysOf(path)[0] === "targets";
}

/** What was removed, added, or filtered otherwise: a set of targets has no order, so that paths into it say little. */
export function targetChanges({ declared, actual }: Targets): readonly TargetChange[] {
  const removed = declared.filter((target) => !actual.some((other) => isSame(target, other)));
  const present = actual.flatMap((target): TargetChange[] => {
    const wanted = declared.find((other) => isSame(target, other));
    if (wanted === undefined) {
      return [{ what: "added", target }];
    }
    return filterOf(target) === filterOf(wanted)
      ? []
      : [{ what: "filter changed", target, declared: wanted }];
  });
  return [...removed.map((target) => ({ what: "removed" as const, target })), ...present];
}

function targetOf(value: unknown): Target {
  const text = (key: string) => {
    const found = valueAt(value, [key]);
    return typeof found === "string" ? { [key]: found } : {};
  };
  return { type: "", ...text("type"), ...text("groupId"), ...text("filterId"), ...text("filterMode") };
}

function isSame(one: Target, other: Target): boolean {
  return one.type === other.type && one.groupId === other.groupId;
}

function filterOf({ filterId = "", filterMode = "" }: Target): string {
  return `${filterMode} ${filterId}`;
}
