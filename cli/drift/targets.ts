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

/** Of a resource that both drifted and has pending changes: which of the two is meant, and its inputs as they were deployed. */
export type Share = { readonly kind: "drift" | "pending"; readonly deployed: unknown };

/** The targets of a resource of which some differ; undefined where none does, or where it has none. */
export function targetsAt(
  paths: readonly string[],
  inputs: { readonly declared: unknown; readonly actual: unknown },
  share?: Share,
): Targets | undefined {
  const [declared, actual] = [targetsIn(inputs.declared), targetsIn(inputs.actual)];
  if (!paths.some(isOfTargets) || declared === undefined || actual === undefined) {
    return undefined;
  }
  const all = { declared, actual };
  const part = share ? partOf(all, targetsIn(share.deployed) ?? [], share.kind) : all;
  return targetChanges(part).length > 0 ? part : all;
}

function targetsIn(inputs: unknown): readonly Target[] | undefined {
  const targets = valueAt(inputs, ["targets"]);
  return Array.isArray(targets) ? targets.map(targetOf) : undefined;
}

/** What drifted of the targets, or what is pending of them: what the other is about counts as declared as it is. */
function partOf({ declared, actual }: Targets, deployed: readonly Target[], kind: Share["kind"]): Targets {
  const targets = [
    ...declared,
    ...actual.filter((target) => !declared.some((other) => isSame(target, other))),
  ];
  const counted = targets.flatMap((target) => {
    const [wanted, present, before] = [declared, actual, deployed].map((each) =>
      each.find((other) => isSame(target, other)),
    );
    const hasDrifted = (before && filterOf(before)) !== (present && filterOf(present));
    return (hasDrifted === (kind === "drift") ? wanted : present) ?? [];
  });
  return { declared: counted, actual };
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
