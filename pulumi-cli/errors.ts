/** What a PulumiError is about, for scripts. */
export type PulumiErrorCode = "noPulumi" | "partsMissing" | "noStack" | "pulumiFailed" | "interrupted";

/** The Pulumi CLI is missing, or could not do its work. `code` is for scripts, `hint` says what to do. */
export class PulumiError extends Error {
  override readonly name = "PulumiError";
  readonly code: PulumiErrorCode;
  readonly hint: string;

  constructor(code: PulumiErrorCode, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** Any thrown value for people: its message, and the hint of a PulumiError. */
export function explain(error: unknown): string {
  if (error instanceof PulumiError) return `${error.message}\n${error.hint}`;
  return error instanceof Error ? error.message : String(error);
}
