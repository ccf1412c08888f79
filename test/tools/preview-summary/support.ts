import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import { type Preview, previewOf } from "../../../tools/preview-summary/preview.ts";

type Values = Readonly<Record<string, readonly [before: unknown, after: unknown]>>;
type Step = { op: string; name: string; type: string; values: Values };

/** What a preview is to have found. */
export type Given = {
  steps: readonly Step[];
  /** By the resource's name: as declared, and as it is in the tenant. */
  drifted: Readonly<Record<string, Values>>;
  /** The names of what is deleted from the state alone. */
  retained: readonly string[];
  errors: readonly string[];
  violations: readonly { policy: string; resource: string; message: string }[];
  same: number;
  failed: boolean;
};

const profile = "intune:index:WindowsCustomConfiguration";

export function step(op: string, name: string, values: Values = {}, type = profile): Step {
  return { op, name, type, values };
}

/** The engine's events of a preview that found that; as `pulumi preview --event-log` writes them. */
export function events(given: Partial<Given>): EngineEvent[] {
  const { steps = [], drifted = {}, retained = [], errors = [], violations = [], same = 0 } = given;
  const all = [
    ...steps.flatMap((each) => ({ resourcePreEvent: { metadata: planned(each, retained) } })),
    ...Object.entries(drifted).flatMap(([name, values]) => {
      const back = swapped(values);
      return [
        { resOutputsEvent: { metadata: { ...planned(step("refresh", name, values), []) } } },
        { resourcePreEvent: { metadata: planned(step("update", name, back), []) } },
      ];
    }),
    ...violations.map(({ policy, resource, message }) => ({
      policyEvent: {
        policyName: policy,
        policyPackName: "pin-reset",
        resourceUrn: urn(profile, resource),
        message,
        enforcementLevel: "mandatory",
      },
    })),
    ...errors.map((message) => ({ diagnosticEvent: { severity: "error", message: `error: ${message}\n` } })),
    { summaryEvent: { resourceChanges: { same } } },
  ];
  return JSON.parse(JSON.stringify(all));
}

export function previewWith(given: Partial<Given>): Preview {
  return previewOf("prod", events(given), given.failed ?? false);
}

const urn = (type: string, name: string) => `urn:pulumi:prod::pin-reset::${type}::${name}`;

function planned({ op, name, type, values }: Step, retained: readonly string[]) {
  const side = (index: 0 | 1) =>
    Object.fromEntries(Object.entries(values).map(([key, pair]) => [key, pair[index]]));
  const [before, after] = [side(0), side(1)].map((inputs) => ({ id: name, inputs, outputs: inputs }));
  return {
    op,
    urn: urn(type, name),
    type,
    old: op === "create" ? undefined : { ...before, retainOnDelete: retained.includes(name) },
    new: op === "delete" ? undefined : after,
    detailedDiff: Object.fromEntries(Object.keys(values).map((key) => [key, { inputDiff: true }])),
  };
}

function swapped(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([key, [one, other]]) => [key, [other, one] as const]),
  );
}
