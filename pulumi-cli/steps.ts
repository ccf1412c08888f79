import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/events.js";
import { z } from "zod";

/** What the engine means to do with one resource. */
export type Step = StepEventMetadata;

/** The steps of a preview, those that change nothing included. The engine's default providers are left out. */
export function stepsIn(events: readonly EngineEvent[]): readonly Step[] {
  return events.flatMap(({ resourcePreEvent: event }) =>
    event && !/::pulumi:providers:[^:]+::default(?:_|$)/.test(event.metadata.urn) ? [event.metadata] : [],
  );
}

/** For each resource, by URN: the URNs of the resources that an input comes from. */
export type Dependencies = Readonly<Record<string, Readonly<Record<string, readonly string[] | null>>>>;

const goal = z.looseObject({
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
});

/**
 * The dependencies that an update plan has of its resources: the engine's events have none.
 * Source: https://www.pulumi.com/docs/iac/concepts/update-plans/
 */
export const planDependencies = z
  .looseObject({ resourcePlans: z.record(z.string(), z.looseObject({ goal: goal.nullish() })).default({}) })
  .transform(
    ({ resourcePlans }): Dependencies =>
      Object.fromEntries(
        Object.entries(resourcePlans).map(([urn, plan]) => [urn, plan.goal?.propertyDependencies ?? {}]),
      ),
  );
