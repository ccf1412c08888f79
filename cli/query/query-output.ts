import type { JSONObject, JSONValue } from "@jmespath-community/jmespath";
import { messageOf } from "../../text/message-of.ts";
import { jsonText } from "../../text/plain-text.ts";
import { CommandError } from "../errors.ts";
import { createOutput, type OutputFormat, type Streams } from "../output.ts";
import { readQuery } from "./expression.ts";

type Write = NodeJS.WriteStream["write"];

/** Standard output for a command that prints JSON, of which only what a query selects is printed. */
export type QueriedOutput = {
  readonly stdout: NodeJS.WriteStream;
  /** Prints what came last, if it is not JSON. */
  end(): void;
  /** Whether there were passcodes in the output, and of none of its documents anything was selected. */
  hidPasscodes(): boolean;
  /** @throws CommandError `queryFailed` where a result could not be printed as it was asked for. */
  throwIfFailed(): void;
};

/**
 * Queries each JSON document of a command's output as soon as it is written. A document whose query fails is printed whole, since
 * it may be all that there is of a passcode.
 *
 * @param format Of the results: csv and table take lists of objects, and one object.
 * @throws CommandError `usage` where the expression is not well formed.
 */
export function queryOutput(expression: string, format: OutputFormat, streams: Streams): QueriedOutput {
  const query = readQuery(expression);
  const { stdout } = streams;
  let pending = "";
  let failure: string | undefined;
  const seen = { passcode: false, result: false };

  function show(document: JSONValue, written: string): string {
    try {
      const result = query(document);
      seen.result ||= result !== null;
      seen.passcode ||= hasPasscode(document);
      // A line of JSON stays one line.
      const indent = written.trim().includes("\n") ? 2 : undefined;
      return format === "json" ? `${jsonText(result, indent)}\n` : asRows(result, format, streams);
    } catch (error) {
      failure ??= messageOf(error);
      return written;
    }
  }

  const write = (chunk: unknown, ...rest: unknown[]): boolean => {
    pending += String(chunk);
    const document = parsed(pending);
    const text = document === undefined ? "" : show(document.value, pending);
    pending = document === undefined ? pending : "";
    return Reflect.apply(stdout.write as Write, stdout, [text, ...rest]);
  };
  return {
    stdout: new Proxy(stdout, {
      get: (target, name) => (name === "write" ? write : Reflect.get(target, name)),
    }),
    end() {
      if (pending.trim() !== "") {
        stdout.write(pending);
      }
    },
    hidPasscodes: () => seen.passcode && !seen.result,
    throwIfFailed() {
      if (failure !== undefined) {
        throw new CommandError(
          "queryFailed",
          `--query cannot select that, so the output was printed whole: ${failure}`,
          {
            hint: "Try the expression on a part of the output; `type(@)` says what a value is.",
          },
        );
      }
    },
  };
}

function parsed(text: string): { readonly value: JSONValue } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function asRows(result: JSONValue, format: OutputFormat, streams: Streams): string {
  const rows = Array.isArray(result) ? result : [result];
  if (!rows.every(isObject)) {
    throw new Error(`--output ${format} takes a list of objects, as [].{name: name} makes one`);
  }
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  let text = "";
  const { isTTY, columns } = streams.stdout;
  const collecting = { isTTY, columns, write: (chunk: string) => (text += chunk) };
  createOutput(format, { ...streams, stdout: Object.assign(Object.create(streams.stdout), collecting) }).rows(
    keys.map((key) => ({ key, title: key, value: (row: JSONObject) => cell(row[key]) })),
    rows,
  );
  return text;
}

function hasPasscode(document: JSONValue): boolean {
  return isObject(document) && typeof document.passcode === "string";
}

function isObject(value: JSONValue): value is JSONObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function cell(value: JSONValue | undefined): string | number | boolean | null {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : (value ?? null);
}
