import { inspect } from "node:util";

const hidden = "[passcode]";

/**
 * A passcode, which shows itself only by `reveal`: JSON, template strings and
 * inspection get a placeholder.
 */
export class Passcode {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The passcode in the clear: for the terminal, the pipe or the vault that was asked for, and nothing else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [inspect.custom](): string {
    return hidden;
  }
}
