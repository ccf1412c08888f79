import { styleText } from "node:util";
import { widthOfScreen, wrappedLines } from "./fit.ts";

const styles = { title: ["bold", "cyan"], command: ["bold", "green"], note: ["dim"], plain: [] } as const;

/** Prints a line of the demo's own, on as many lines of the screen as it takes. */
export function say(style: keyof typeof styles, line: string): void {
  const text = style === "command" ? `$ ${line}` : style === "title" ? `\n== ${line}` : line;
  const lines = wrappedLines(text, widthOfScreen());
  process.stdout.write(`${lines.map((each) => styleText([...styles[style]], each)).join("\n")}\n`);
}
