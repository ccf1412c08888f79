import type { Spinner } from "yocto-spinner";
import { plainText } from "../text/plain-text.ts";

/** What a command tells of itself while it works, on standard error. */
export type Progress = {
  update(text: string): void;
  /** Takes the spinner away; what comes next begins on a clean line. */
  stop(): void;
};

/** A spinner on a terminal; elsewhere a line whenever there is something new. */
export function startProgress(stream: NodeJS.WriteStream, text: string): Progress {
  if (!stream.isTTY) {
    return lines(stream, text);
  }
  return spinner(stream, text);
}

/** The library is loaded while the work begins, and only for a terminal. */
function spinner(stream: NodeJS.WriteStream, first: string): Progress {
  let text = plainText(first);
  let shown: Spinner | undefined;
  let isStopped = false;
  import("yocto-spinner").then(({ default: create }) => {
    if (!isStopped) {
      // Its own handler would end the process at once; what is interrupted has something to say first.
      shown = create({ text, stream, handleSignals: false }).start();
    }
  });
  return {
    update: (next) => {
      text = plainText(next);
      if (shown !== undefined) {
        shown.text = text;
      }
    },
    stop: () => {
      isStopped = true;
      shown?.stop();
      shown = undefined;
    },
  };
}

function lines(stream: NodeJS.WriteStream, first: string): Progress {
  let shown = "";
  const update = (text: string) => {
    if (text !== shown) {
      stream.write(`${plainText(text)}\n`);
    }
    shown = text;
  };
  update(first);
  return { update, stop: () => undefined };
}
