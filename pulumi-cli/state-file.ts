import { z } from "zod";

const resource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  custom: z.boolean().optional(),
  /** Read by the program, and not managed by the stack. */
  external: z.boolean().optional(),
  /** What a replacement is still to delete. */
  delete: z.boolean().optional(),
  protect: z.boolean().optional(),
  retainOnDelete: z.boolean().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
});

/** A resource as the stack's state has it. Members that are not named here stay as they are. */
export type StateResource = z.output<typeof resource>;

/**
 * What `pulumi stack export` writes, secrets encrypted, and `pulumi stack import` reads.
 * Source: https://www.pulumi.com/docs/iac/cli/commands/pulumi_stack_export/
 */
export const stateFile = z.looseObject({
  deployment: z.looseObject({ resources: z.array(resource).nullish() }),
});

export type StateFile = z.output<typeof stateFile>;

/** The resources of a state. */
export function resourcesIn({ deployment }: StateFile): readonly StateResource[] {
  return deployment.resources ?? [];
}
