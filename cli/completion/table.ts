/** What completes an option's value or an argument: one of these words, a file, a folder, or nothing that is known here. */
export type Takes = readonly string[] | "file" | "folder" | "text";

/** A command as completion needs it. */
export type CompletedCommand = {
  readonly summary: string;
  /** Each option by its name as it is typed, without dashes; a switch takes nothing. */
  readonly options: Readonly<Record<string, { readonly takes?: Takes; readonly does: string }>>;
  /** What stands without a flag, in its order. */
  readonly arguments: readonly Takes[];
};

/** A command, or a group of them. */
type CompletedEntry =
  | CompletedCommand
  | { readonly summary: string; readonly commands: Readonly<Record<string, CompletedCommand>> };

/** Every command and group by its name. */
export type CompletionTable = Readonly<Record<string, CompletedEntry>>;
