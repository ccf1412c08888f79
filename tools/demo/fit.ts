import { widthOf, wrapped } from "../../cli/text-width.ts";

/** The demo fits a terminal of this width, and does not use more of a wider one. */
const widest = 80;

/** How many columns the demo may use. */
export function widthOfScreen({ columns }: { columns?: number } = process.stdout): number {
  return Math.min(columns || widest, widest);
}

/** The lines of a text, each at most so wide; what goes on below a line is two columns further in. */
export function wrappedLines(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => {
    const indent = " ".repeat(Math.min(line.search(/\S|$/), Math.floor(width / 2)));
    return widthOf(line) <= width
      ? [line]
      : `${indent}${wrapped(line.trim(), width, `${indent}  `, true)}`.split("\n");
  });
}

/** A command on lines that a shell takes as one. */
export function continued(command: string, width: number): string {
  const [prompt, end] = ["$ ", " \\"];
  return prompt.length + command.length <= width
    ? command
    : wrapped(command, width - end.length, "    ", true).replaceAll("\n", `${end}\n`);
}
