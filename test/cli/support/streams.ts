import { Writable } from "node:stream";
import { WriteStream } from "node:tty";

/** A stream that keeps what is written to it; with `columns` it passes for a terminal of that width. */
export function fakeStream(columns?: number): NodeJS.WriteStream & { readonly text: string } {
  const chunks: string[] = [];
  // What is written is there at once, and not once a reader gets it.
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString("utf8"));
      done();
    },
  });
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
