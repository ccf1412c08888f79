import { z } from "zod";
import { CredentialError } from "../../../graph/credentials/errors.ts";
import { GraphError } from "../../../graph/errors.ts";
import { type Fact, known, type Problem } from "../finding.ts";

/**
 * A read as a fact: where Graph or the sign-in failed, with the reason. `fallback` may make a value of such a failure.
 * @throws GraphError `cancelled`, and what is no failure of theirs.
 */
export async function attempt<Value, Fallback = never>(
  read: () => Promise<Value>,
  fallback: (error: unknown) => Fallback | undefined = () => undefined,
): Promise<Fact<Value | Fallback>> {
  try {
    return known(await read());
  } catch (error) {
    const value = fallback(error);
    return value === undefined ? { known: false, ...problemOf(error) } : known(value);
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof z.ZodError) {
    return {
      code: "unreadableAnswer",
      message: "Graph's answer is not as its reference describes it.",
      hint: `Look whether there is a newer version of this project. ${z.prettifyError(error)}`,
    };
  }
  const isExpected = error instanceof GraphError || error instanceof CredentialError;
  if (!isExpected || error.code === "cancelled") {
    throw error;
  }
  const { code, message, hint = "Run this again in a while." } = error;
  const permission = error instanceof GraphError && error.code === "forbidden" ? error.permission : undefined;
  return { code, message, hint, ...(permission ? { permission } : {}) };
}
