import { setImmediate as afterEvents } from "node:timers/promises";
import { CommandError } from "./errors.ts";

/** Standard output takes no more: what reads it has ended, or the disk is full. */
export function notPrinted({ message }: Error, hint: string): CommandError {
  return new CommandError("notPrinted", `Standard output takes no more: ${message}.`, { hint });
}

/**
 * Keeps in mind what goes wrong with standard output: Node.js itself goes on writing there as if nothing were.
 *
 * @returns Settles when all that was printed is written; throws CommandError `notPrinted` where it was not, but not where
 *   the program that reads it has ended: that one had enough.
 */
export function watchOutput(stdout: NodeJS.WriteStream): () => Promise<void> {
  let failure: NodeJS.ErrnoException | undefined;
  stdout.on("error", (error) => {
    failure ??= error;
  });
  return async () => {
    await new Promise<void>((resolve) => stdout.write("", () => resolve()));
    await afterEvents();
    if (failure !== undefined && failure.code !== "EPIPE") {
      const hint =
        "The output is not whole. Free the disk, or give it another place, and run the command again.";
      throw notPrinted(failure, hint);
    }
  };
}
