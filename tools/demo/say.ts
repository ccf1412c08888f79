import { styleText } from "node:util";

const styles = { title: ["bold", "cyan"], command: ["bold", "green"], note: ["dim"], plain: [] } as const;

/** Prints a line of the demo's own. */
export function say(style: keyof typeof styles, line: string): void {
  const text = style === "command" ? `$ ${line}` : style === "title" ? `\n== ${line}` : line;
  process.stdout.write(`${styleText([...styles[style]], text)}\n`);
}
