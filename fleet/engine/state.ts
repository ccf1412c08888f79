import { z } from "zod";

const deployment = z.looseObject({
  manifest: z.looseObject({ time: z.string().optional() }).optional(),
  resources: z
    .array(
      z.looseObject({
        urn: z.string(),
        type: z.string(),
        outputs: z.record(z.string(), z.unknown()).nullish(),
      }),
    )
    .nullish(),
  secrets_providers: z.looseObject({ type: z.string() }).nullish(),
  pending_operations: z.array(z.looseObject({ type: z.string() })).nullish(),
});

const exported = z.looseObject({ deployment: deployment.nullish() });

/** What a stack's state says of what was done so far. */
export type StackSummary = {
  /** Whether an update has put resources into it. */
  readonly isDeployed: boolean;
  /** Whether it says where its secrets are encrypted, as every state does that an update has written. */
  readonly namesSecretsProvider: boolean;
  /** When it was last written. */
  readonly writtenAt: Date | undefined;
  /** How many operations an interrupted update has left, whose end nothing is known of. */
  readonly pending: number;
  /** How many of these were to create something: the engine keeps them until it is told to clear them. */
  readonly pendingCreates: number;
  /** The URN of the stack itself. */
  readonly root: string | undefined;
  /** The stack's outputs, as its last update wrote them. */
  readonly outputs: Readonly<Record<string, unknown>>;
};

/**
 * Reads what `pulumi stack export` printed.
 *
 * @throws ZodError where it is nothing that Pulumi prints.
 */
export function summaryOf(text: string): StackSummary {
  const { deployment: found } = exported.parse(JSON.parse(text));
  const resources = found?.resources ?? [];
  const operations = found?.pending_operations ?? [];
  const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  const time = new Date(found?.manifest?.time ?? Number.NaN);
  return {
    isDeployed: resources.length > 0,
    namesSecretsProvider: Boolean(found?.secrets_providers),
    writtenAt: time.getTime() > 0 ? time : undefined,
    pending: operations.length,
    pendingCreates: operations.filter(({ type }) => type === "creating").length,
    root: root?.urn,
    outputs: root?.outputs ?? {},
  };
}
