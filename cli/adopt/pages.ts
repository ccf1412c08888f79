import { z } from "zod";
import type { Graph } from "../../graph/client.ts";

const page = z.looseObject({ value: z.array(z.unknown()), "@odata.nextLink": z.string().optional() });

/**
 * Everything on the pages from `path` on that is as `schema` says; anything else there is none of what is looked for.
 * Raises GraphError and CredentialError.
 */
export async function readAll<Schema extends z.ZodType>(
  { graph, signal }: { graph: Graph; signal: AbortSignal },
  path: string,
  schema: Schema,
): Promise<z.output<Schema>[]> {
  const found: z.output<Schema>[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const answer: z.output<typeof page> = page.parse(
      await graph.read({ version: "v1.0", path: next, signal }),
    );
    for (const item of answer.value) {
      const parsed = schema.safeParse(item);
      if (parsed.success) found.push(parsed.data);
    }
    next = answer["@odata.nextLink"];
  }
  return found;
}

/** An OData condition on one property, as a query. */
export function whereEqual(property: string, value: string): string {
  return `$filter=${encodeURIComponent(`${property} eq '${value.replaceAll("'", "''")}'`)}`;
}
