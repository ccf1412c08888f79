import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { refusePrivate, withoutPrivate } from "../../../tools/picture/private.ts";
import { svgOf } from "../../../tools/picture/svg.ts";
import { repository } from "../../engine/stack.ts";
import type { Shell, Shown } from "./terminal.ts";

/** The terminals in which each journey is made. */
export const widths = [50, 80, 120] as const;

/** `npm run picture -- journeys` names the folder for the pictures; without it none is made. */
const picturesVariable = "PIN_RESET_JOURNEY_PICTURES";

const pictured = 80;

/** Fails where the terminal had to break a line, other than for a link or a command that must stay whole. */
export function expectFits({ broken, lines }: Shown, columns: number): void {
  const tooLong = broken.filter((rest) => !isPartOfWhole(rest, lines, columns));
  expect(tooLong, lines.join("\n")).toEqual([]);
}

/** Whether a broken line is what the person typed, or the rest of a link or of a command to copy that is wider than the terminal. */
function isPartOfWhole(rest: string, lines: readonly string[], columns: number): boolean {
  const end = lines.indexOf(rest);
  const before = lines.slice(Math.max(0, end - 2), end + 1);
  if (before.some((line) => line.startsWith(prompt))) {
    return true;
  }
  const whole = before.slice(-2).join("");
  return (whole.match(/`[^`]+`|https:\S+|\S+/g) ?? []).some((word) => word.length > columns - 12);
}

/** What the embedded tenant's shell begins each line with. */
const prompt = "(embedded tenant)";

/** Writes what the shell has shown as docs/journeys/NAME.svg, where pictures are asked for. */
export async function keepPicture(name: string, columns: number, shell: Shell): Promise<void> {
  const folder = process.env[picturesVariable];
  if (folder === undefined || columns !== pictured) {
    return;
  }
  const picture = svgOf((await shell.lines()).map(withoutPrivate), { columns, title: name });
  refusePrivate(picture);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(repository, folder, `${name}.svg`), picture);
}
