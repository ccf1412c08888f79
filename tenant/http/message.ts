/** A request as the tenant's handlers see it: one that came over the wire, or one step of a `$batch`. */
export type Message = {
  readonly method: string;
  /** Path and query, from the leading slash on. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** A response before it is written. `body` is JSON unless it is a string. */
export type Reply = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

/** The path of a target, without its query. */
export function pathOf(target: string): string {
  const question = target.indexOf("?");
  return question === -1 ? target : target.slice(0, question);
}

/** The query of a target. */
export function queryOf(target: string): URLSearchParams {
  const question = target.indexOf("?");
  return new URLSearchParams(question === -1 ? "" : target.slice(question + 1));
}

/** Parsed JSON; undefined where the text is none. */
export function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
