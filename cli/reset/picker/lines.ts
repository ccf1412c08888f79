import { cut, padded, widthOf } from "../../text-width.ts";
import type { Choice } from "./choices.ts";

/** How wide each part of a choice's line is. */
export type Widths = { readonly name: number; readonly user: number; readonly serial: number };

const gap = 2;
const narrowest: Widths = { name: 12, user: 10, serial: 8 };
/** What is cut first where a line does not fit: of a user the domain goes, which is most often the same for all. */
const cutFirst = ["user", "name", "serial"] as const;

/** The widths with which every choice has one line of at most `room` columns. */
export function widthsOf(choices: readonly Choice[], room: number): Widths {
  const widest = (part: keyof Widths) => choices.reduce((most, one) => Math.max(most, widthOf(one[part])), 0);
  const widths = { name: widest("name"), user: widest("user"), serial: widest("serial") };
  let excess = widths.name + widths.user + widths.serial + 2 * gap - room;
  for (const part of cutFirst) {
    const less = Math.max(0, Math.min(excess, widths[part] - narrowest[part]));
    widths[part] -= less;
    excess -= less;
  }
  return widths;
}

/** A choice on one line of at most `room` columns: its name, its user and its serial number. */
export function lineOf({ name, user, serial }: Choice, widths: Widths, room: number): string {
  const parts = [
    padded(cut(name, widths.name), widths.name),
    padded(cut(user, widths.user), widths.user),
    // Serial numbers of one make differ at their end.
    cutAtStart(serial, widths.serial),
  ];
  return cut(parts.join(" ".repeat(gap)).trimEnd(), room);
}

function cutAtStart(text: string, width: number): string {
  return widthOf(text) <= width ? text : `…${text.slice(text.length - width + 1)}`;
}

/** Parts, with commas between them, on as few lines of at most `room` columns as it takes. */
export function flowed(parts: readonly string[], room: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const longer = last === undefined ? part : `${last}${last.endsWith(".") ? "" : ","} ${part}`;
    if (last !== undefined && widthOf(longer) <= room) {
      lines[lines.length - 1] = longer;
    } else {
      lines.push(part);
    }
  }
  return lines.map((line) => cut(line, room));
}
