import { z } from "zod";

const entry = z.looseObject({
  type: z.string(),
  name: z.string(),
  /** The name in the program, where `name` had to differ from it. */
  logicalName: z.string().optional(),
  parent: z.string().optional(),
  component: z.boolean().optional(),
});

/** A resource of an import file. */
export type ImportEntry = z.output<typeof entry>;

/**
 * The engine's import file: what an update would create, with names, types and parents, but without ids. Members that
 * are not named here stay as they are.
 * Source: https://www.pulumi.com/docs/iac/adopting-pulumi/import/#bulk-import-operations
 */
export const importFile = z.looseObject({
  // Missing where an update would create nothing.
  resources: z
    .array(entry)
    .nullish()
    .transform((resources) => resources ?? []),
});

export type ImportFile = z.output<typeof importFile>;
