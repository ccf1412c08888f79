import yoctoSpinner from "yocto-spinner";
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
  // Its own handler would end the process at once; what is interrupted has something to say first.
  const spinner = yoctoSpinner({ text: plainText(text), stream, handleSignals: false }).start();
  return {
    update: (next) => {
      spinner.text = plainText(next);
    },
    stop: () => {
      spinner.stop();
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
