import { Transform } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { plainJson, plainStyledLines, withoutCommands } from "./plain-text.ts";

/**
 * Whether the runner of a pipeline reads what this process prints, and acts on commands in it.
 * Sources: https://learn.microsoft.com/azure/devops/pipelines/build/variables,
 * https://docs.github.com/actions/reference/workflows-and-actions/variables
 */
export function isReadByRunner(env: NodeJS.ProcessEnv, { isTTY }: { readonly isTTY?: boolean }): boolean {
  return !isTTY && Boolean(env.TF_BUILD || env.GITHUB_ACTIONS);
}

/**
 * Makes everything that is written to a stream plain text for the runner of a pipeline, where one reads it. Each write
 * must end a line: a command that is spread over two writes is not seen.
 */
export function keepFromRunner(env: NodeJS.ProcessEnv, stream: NodeJS.WriteStream): void {
  if (!isReadByRunner(env, stream)) {
    return;
  }
  stream.write = new Proxy(stream.write, {
    apply: (write, self, [chunk, ...rest]) =>
      Reflect.apply(write, self, [typeof chunk === "string" ? neutral(chunk) : chunk, ...rest]),
  });
}

/**
 * The output of another program line by line, as plain text for the runner of a pipeline. Where it is JSON, it stays the
 * same JSON.
 */
export function lineFilter(format: "text" | "json"): Transform {
  const plain = format === "json" ? plainJson : neutral;
  const decoder = new StringDecoder("utf8");
  let left = "";
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const text = left + decoder.write(chunk);
      const end = text.lastIndexOf("\n") + 1;
      left = text.slice(end);
      done(null, plain(text.slice(0, end)));
    },
    flush(done) {
      done(null, plain(left + decoder.end()));
    },
  });
}

function neutral(text: string): string {
  return withoutCommands(plainStyledLines(text.replaceAll("\r\n", "\n")));
}
