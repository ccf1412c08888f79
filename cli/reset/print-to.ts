import { notPrinted } from "../not-printed.ts";

/**
 * Writes on standard output, and settles when that and all before it is written.
 *
 * @param hint What to do where it takes no more, since what it did not take is known nowhere else.
 * @throws CommandError `notPrinted` where it takes no more.
 */
export function printTo(stdout: NodeJS.WriteStream, text: string, hint: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.write(text, (error) => (error ? reject(notPrinted(stdout.errored ?? error, hint)) : resolve()));
  });
}
