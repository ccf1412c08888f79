import type { z } from "zod";
import { GraphError } from "../graph/errors.ts";

/**
 * What Graph answered to a GET, as its published type says.
 * @throws GraphError `unexpectedResponse` where it is not so.
 */
export function answerAs<Schema extends z.ZodType>(
  schema: Schema,
  answer: unknown,
  path: string,
): z.output<Schema> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) {
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? `${issue.path.join(".")}: ` : "";
  throw new GraphError(
    { code: "unexpectedResponse", method: "GET", path },
    {
      reason: `Graph's answer is not as it publishes it (${where}${issue?.message ?? "unknown"}).`,
      hint: "Run the same command again. If it stays so, look for what changes answers between here and Graph.",
    },
  );
}
