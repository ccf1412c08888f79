/** What is wrong with a workflow or a pipeline, and where; lines and columns begin with 1. */
export type Issue = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
};

/** An issue as one line, in the form that editors and terminals make a link of. */
export function describe({ file, line, column, message }: Issue): string {
  return `${file}:${line}:${column} ${message}`;
}
