import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/events.js";
import type { Change } from "../../../cli/drift/changes.ts";
import type { Report } from "../../../cli/drift/report.ts";

type Inputs = Record<string, unknown>;

/** A resource before the refresh, after it, and as the program has it; undefined where it is not there. */
export type States = { before?: Inputs; after?: Inputs; declared?: Inputs };

const type = "intune:index:WindowsCustomConfiguration";

export const urnOf = (name: string) => `urn:pulumi:dev::pin-reset::${type}::${name}`;

function state(name: string, inputs: Inputs | undefined, outputs = inputs) {
  const urn = urnOf(name);
  return (
    inputs && { type, urn, id: `id of ${name}`, parent: "", provider: "", inputs, outputs: outputs ?? {} }
  );
}

function event(kind: "resourcePreEvent" | "resOutputsEvent", metadata: object): EngineEvent {
  return { sequence: 0, timestamp: 0, [kind]: { metadata, planning: true } };
}

/** The event of a refresh that found the paths given to differ. */
export function refreshed(
  name: string,
  { before, after }: States,
  paths: readonly string[] = [],
): EngineEvent {
  return event("resOutputsEvent", {
    op: "refresh",
    urn: urnOf(name),
    type,
    old: state(name, before),
    new: state(name, after),
    detailedDiff: diff(paths),
  });
}

/** The event of a step of the preview after it, with the paths that it would change. */
export function planned(
  op: StepEventMetadata["op"],
  name: string,
  { after, declared }: States,
  paths: readonly string[] = [],
): EngineEvent {
  return event("resourcePreEvent", {
    op,
    urn: urnOf(name),
    type,
    old: state(name, after),
    new: state(name, declared),
    detailedDiff: diff(paths),
  });
}

function diff(paths: readonly string[]) {
  return Object.fromEntries(paths.map((path) => [path, { diffKind: "update", inputDiff: true }]));
}

/** A change of one property, but for what is given. */
export function change(more: Partial<Change> = {}): Change {
  const name = more.name ?? "profile";
  return {
    urn: urnOf(name),
    type,
    name,
    id: "1",
    operation: "update",
    differences: [{ path: "description", declared: "ours", actual: "theirs" }],
    ...more,
  };
}

/** A report of nothing, but for what is given. */
export function report(more: Partial<Report> = {}): Report {
  return {
    stack: "dev",
    drifted: [],
    pending: [],
    notices: [],
    authors: new Map(),
    names: new Map(),
    healed: false,
    ...more,
  };
}
