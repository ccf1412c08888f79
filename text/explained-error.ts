import { messageOf } from "./message-of.ts";

/**
 * What every error, issue and finding says: a stable code for scripts, what is wrong in one sentence, and what to do
 * in one or two, or as lines to type.
 */
export type Explanation<Code extends string = string> = {
  readonly code: Code;
  readonly message: string;
  readonly hint?: string | undefined;
};

/** An error that says what to do. Each room has a subclass, whose codes come from a table of that room. */
export class ExplainedError<Code extends string = string> extends Error implements Explanation<Code> {
  override readonly name: string = "ExplainedError";
  readonly code: Code;
  readonly hint: string | undefined;

  constructor({ code, message, hint }: Explanation<Code>, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}

/** What a thrown value says, its hint below: for where only one text is shown, as by Pulumi. Without a stack. */
export function fullMessage(error: unknown): string {
  if (error instanceof ExplainedError) {
    return [error.message, error.hint].filter(Boolean).join("\n");
  }
  return messageOf(error);
}
