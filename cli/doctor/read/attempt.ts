import { z } from "zod";
import { CredentialError } from "../../../graph/credentials/errors.ts";
import { GraphError } from "../../../graph/errors.ts";
import { type Fact, known } from "../finding.ts";

/**
 * A read as a fact: where Graph or the sign-in failed, with the reason. `instead` may make a value of such a failure.
 * Raises GraphError (cancelled), and whatever is no failure of theirs.
 */
export async function attempt<Value, Instead = never>(
  read: () => Promise<Value>,
  instead: (error: unknown) => Instead | undefined = () => undefined,
): Promise<Fact<Value | Instead>> {
  try {
    return known(await read());
  } catch (error) {
    const value = instead(error);
    return value === undefined ? { known: false, ...reasonOf(error) } : known(value);
  }
}

function reasonOf(error: unknown): { why: string; doThis: string } {
  if (error instanceof z.ZodError) {
    return {
      why: "Graph's answer is not as its reference describes it.",
      doThis: `Look whether there is a newer version of this project. ${z.prettifyError(error)}`,
    };
  }
  const isExpected = error instanceof GraphError || error instanceof CredentialError;
  if (!isExpected || (error instanceof GraphError && error.kind === "cancelled")) throw error;
  const [why = "", ...rest] = error.message.split("\n");
  return { why, doThis: rest.join(" ").trim() || "Run this again in a while." };
}
