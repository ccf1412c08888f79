import { PassThrough } from "node:stream";
import { WriteStream } from "node:tty";

/** A stream that keeps what is written to it; with `columns` it passes for a terminal of that width. */
export function fakeStream(columns?: number): NodeJS.WriteStream & { readonly text: string } {
  const chunks: string[] = [];
  const stream = new PassThrough();
  stream.on("data", (chunk: Buffer) => chunks.push(chunk.toString("utf8")));
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  const traits = { ...terminal, getColorDepth: () => 1, hasColors: () => false };
  return Object.defineProperties(
    Object.assign(stream, traits, {
      clearLine: WriteStream.prototype.clearLine,
      cursorTo: WriteStream.prototype.cursorTo,
    }),
    { text: { get: () => chunks.join("") } },
  ) as unknown as NodeJS.WriteStream & { readonly text: string };
}
