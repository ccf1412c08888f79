import { isDeepStrictEqual } from "node:util";
import type { StepEventMetadata, StepEventStateMetadata } from "@pulumi/pulumi/automation/events.js";
import { grantChanges } from "../../domain/granted-scopes.ts";
import { omaSettingAt, settingAt } from "./catalog-words.ts";
import { type Share, type Targets, targetsAt } from "./targets.ts";
import { hasSecretAt, isUnknown, keysOf, shownAt, valueAt } from "./values.ts";

/** One property: as the program declares it and as the tenant has it; undefined where there is none. */
export type Difference = {
  readonly path: string;
  readonly declared: unknown;
  readonly actual: unknown;
  /** Of a settings catalog policy: the setting in words, and the id of its definition. */
  readonly setting?: { readonly id: string; readonly name: string } | undefined;
};

/** A resource that an update would change. `operation` is what the update would do; a create has no differences. */
export type Change = {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Its id in the tenant; undefined for one that was never there. */
  readonly id: string | undefined;
  readonly operation: Operation;
  readonly differences: readonly Difference[];
  /** What the resource is called in the tenant; undefined where it has no name there. */
  readonly displayName?: string | undefined;
  /** Where its assignments are what changed. */
  readonly targets?: Targets | undefined;
  /** Delegated permissions that the update would take away from a grant. */
  readonly revokes?: readonly string[];
  /** Set where it would leave the stack, and stay in the tenant (`retainOnDelete`). */
  readonly staysInTenant?: true;
};

type Operation = "create" | "update" | "delete" | "replace" | "import";

/** What the tenant changed since the last update, and what the program changed. A resource may be in both. */
export type Changes = { readonly drifted: readonly Change[]; readonly pending: readonly Change[] };

const operations: Partial<Record<StepEventMetadata["op"], Operation>> = {
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  import: "import",
  "import-replacement": "import",
};

/** What is needed of a step of the engine. */
export type StepMetadata = Pick<StepEventMetadata, "op" | "urn" | "type" | "diffs"> & {
  readonly old?: StepState;
  readonly new?: StepState;
  /** By path; `inputDiff` says whether the difference is one of inputs. */
  readonly detailedDiff?: Readonly<Record<string, { readonly inputDiff: boolean }>>;
};

type StepState = Pick<StepEventStateMetadata, "id" | "inputs" | "outputs" | "retainOnDelete">;

/** What is needed of an event of the engine. */
export type StepEvent = {
  /** What an update would do. */
  readonly resourcePreEvent?: { readonly metadata: StepMetadata };
  /** What a refresh read, among others. */
  readonly resOutputsEvent?: { readonly metadata: StepMetadata };
};

type Step = {
  readonly planned: StepMetadata;
  readonly refreshed: StepMetadata | undefined;
  readonly operation: Operation;
};

/**
 * What a preview with refresh found, from the engine's events. Drift is what the refresh found to be otherwise than
 * the state has it, where an update would take it back; what an update would do beside that is pending.
 */
export function changesIn(events: readonly StepEvent[]): Changes {
  const steps = stepsIn(events);
  const isRecreated = steps.some((step) => step.operation === "create" && wasDeleted(step));
  const judged = steps.map((step) => ({ step, ...judge(step, isRecreated) }));
  return {
    drifted: judged.flatMap(({ step, drift, pending }) =>
      drift ? [changeOf(step, drift, pending && "drift")] : [],
    ),
    pending: judged.flatMap(({ step, drift, pending }) =>
      pending ? [changeOf(step, pending, drift && "pending")] : [],
    ),
  };
}

function stepsIn(events: readonly StepEvent[]): readonly Step[] {
  const refreshed = new Map<string, StepMetadata>();
  const planned = new Map<string, StepMetadata>();
  for (const { resourcePreEvent, resOutputsEvent } of events) {
    const read = resOutputsEvent?.metadata;
    if (read?.op === "refresh") {
      refreshed.set(read.urn, read);
    }
    const step = resourcePreEvent?.metadata;
    // The steps of a replacement have one step above them, with the differences.
    if (step && operations[step.op] && (step.op === "replace" || !planned.has(step.urn))) {
      planned.set(step.urn, step);
    }
  }
  // The engine works on many at once, so that its order differs between runs.
  const sorted = [...planned.values()].sort((one, other) => one.urn.localeCompare(other.urn, "en"));
  return sorted.flatMap((step) => {
    const operation = operations[step.op];
    return operation ? [{ planned: step, refreshed: refreshed.get(step.urn), operation }] : [];
  });
}

function wasDeleted({ refreshed }: Step): boolean {
  return refreshed !== undefined && !refreshed.new;
}

/** The paths that drifted and those that are pending: undefined where the step is none of that. */
function judge(
  step: Step,
  isRecreated: boolean,
): { drift?: readonly string[] | undefined; pending?: readonly string[] | undefined } {
  const { planned, operation } = step;
  if (operation === "create" && wasDeleted(step)) {
    return { drift: [] };
  }
  const paths = Object.keys(planned.detailedDiff ?? {});
  // A provider without detailed differences names the properties alone.
  if (paths.length === 0) {
    paths.push(...(planned.diffs ?? []));
  }
  if ((operation !== "update" && operation !== "replace") || paths.length === 0) {
    return { pending: paths };
  }
  // The new id of a deleted resource also changes the inputs that refers to it.
  const follows = (path: string) => isRecreated && isUnknown(valueAt(planned.new?.inputs, keysOf(path)));
  const drift = paths.filter((path) => changedInTenant(step, path) || follows(path));
  const pending = paths.filter((path) => !drift.includes(path));
  return {
    drift: drift.length > 0 ? drift : undefined,
    pending: pending.length > 0 ? pending : undefined,
  };
}

function changedInTenant({ refreshed }: Step, path: string): boolean {
  const { old: before, new: after } = refreshed ?? {};
  if (!before || !after) {
    return false;
  }
  const keys = keysOf(path);
  const isOther = (side: "inputs" | "outputs") =>
    !isDeepStrictEqual(valueAt(before[side], keys), valueAt(after[side], keys));
  if (isOther("inputs") || isOther("outputs")) {
    return true;
  }
  // Secrets all look the same here: the provider's word counts.
  const isHidden = [before.inputs, after.inputs].some((inputs) => hasSecretAt(inputs, keys));
  return isHidden && Object.keys(refreshed?.detailedDiff ?? {}).some((reported) => overlap(reported, path));
}

function overlap(one: string, other: string): boolean {
  const [shorter, longer] = [keysOf(one), keysOf(other)].sort((a, b) => a.length - b.length);
  return shorter?.every((key, depth) => longer?.[depth] === key) ?? false;
}

/** `part` is given where the same resource is in both lists. */
function changeOf(
  { planned, refreshed, operation }: Step,
  paths: readonly string[],
  part: Share["kind"] | undefined,
): Change {
  const { urn, type, detailedDiff } = planned;
  const { removed } = grantChanges(planned.old?.inputs, planned.new?.inputs);
  const states = [planned.old, planned.new, refreshed?.old, refreshed?.new];
  const all = states.flatMap((state) => [state?.inputs, state?.outputs]);
  return {
    urn,
    type,
    name: urn.split("::").at(-1) ?? urn,
    id: planned.old?.id || refreshed?.old?.id || undefined,
    operation,
    displayName: nameAmong([planned.old?.inputs, planned.new?.inputs]),
    targets: targetsAt(
      paths,
      { declared: planned.new?.inputs, actual: planned.old?.inputs },
      part && { kind: part, deployed: refreshed?.old?.inputs },
    ),
    ...(removed.length > 0 ? { revokes: removed } : {}),
    ...(operation === "delete" && planned.old?.retainOnDelete ? { staysInTenant: true } : {}),
    differences: paths.map((path) => {
      const keys = keysOf(path);
      const actual = detailedDiff?.[path]?.inputDiff === false ? planned.old?.outputs : planned.old?.inputs;
      const setting = settingAt(type, path, all) ?? omaSettingAt(path, all);
      return {
        path,
        ...(setting ? { setting } : {}),
        declared: shownAt(planned.new?.inputs, keys, all),
        actual: shownAt(actual, keys, all),
      };
    }),
  };
}

function nameAmong(inputs: readonly unknown[]): string | undefined {
  return inputs.map((each) => valueAt(each, ["displayName"])).find((name) => typeof name === "string");
}
