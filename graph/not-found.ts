import { GraphError } from "./errors.ts";

/** Whether Graph itself says that the object does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof GraphError && error.code === "notFound";
}

/**
 * What `work` resolves to, or undefined where Graph says that the object does not exist.
 *
 * @throws what `work` rejects with for any other reason.
 */
export async function unlessNotFound<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isNotFound(error)) {
      return undefined;
    }
    throw error;
  }
}
