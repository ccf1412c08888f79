import { z } from "zod";

const text = z.string().optional().catch(undefined);

const tenant = z.object({
  name: text,
  tenantId: text,
  stack: text,
  ring: text,
  tags: z.array(text).catch([]),
  settings: z.unknown().optional(),
});

const nothing = {
  name: undefined,
  tenantId: undefined,
  stack: undefined,
  ring: undefined,
  tags: [],
  settings: undefined,
};

const outline = z
  .object({
    project: z.string().catch("."),
    defaults: z.object({ settings: z.unknown().optional() }).catch({ settings: undefined }),
    rings: z.array(z.object({ name: text }).catch({ name: undefined })).catch([]),
    tenants: z.array(tenant.catch(nothing)).catch([]),
  })
  .catch({ project: ".", defaults: { settings: undefined }, rings: [], tenants: [] });

/**
 * A fleet's file without what is not as it must be, so that everything that is wrong can be said at once: a mistyped key
 * does not hide a wrong setting. Settings are the very values of the file, which an alias may share.
 */
export type Outline = z.output<typeof outline>;

/** The outline of whatever a file of YAML has. */
export function outlineOf(value: unknown): Outline {
  return outline.parse(value);
}
