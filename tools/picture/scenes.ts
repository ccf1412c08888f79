import { type Line, type Run, textOf } from "./screen.ts";

/** What a scene of the demo begins with. */
const title = /^== /;
const command = /^\$ /;
const exit = /^exit code (\d+)$/;

/** Lines that tell what a scene is about, the most telling first. */
const telling: readonly RegExp[] = [
  /=>/,
  /^ *Passcode\b/,
  /cannot be reset/,
  /^All is well|^Of \d+ checks/,
  /^ *[+~-] \d+ (?:to )?\w+/,
  /^ *\d+ (?:unchanged|imported|deleted|updated|created)/,
  /EnablePinRecovery = /,
  /assigned to:/,
  /^(?:fault|warning)\b/,
];

/** So far a line may be indented. */
const deepest = 4;

/** So many telling lines of a scene are shown. */
const perScene = 3;

export type Scene = { readonly title: Line; readonly lines: readonly Line[] };

/** The demo's scenes, each with its commands, how they ended, and the lines that tell the most. */
export function scenesOf(screen: readonly Line[]): Scene[] {
  const scenes: { title: Line; all: Line[] }[] = [];
  for (const line of screen) {
    if (title.test(textOf(line))) {
      scenes.push({ title: line, all: [] });
    } else {
      scenes.at(-1)?.all.push(line);
    }
  }
  return scenes
    .filter(({ all }) => all.some((line) => command.test(textOf(line))))
    .map((scene) => ({ title: scene.title, lines: abridged(scene.all) }));
}

/** As many of the last scenes as fit, each line of them one line, with one free line between two. */
export function lastOf(scenes: readonly Scene[], most: number): Line[] {
  const fitting: Line[] = [];
  for (const scene of scenes.toReversed()) {
    const lines = [scene.title, ...scene.lines, ...(fitting.length > 0 ? [[]] : [])];
    if (fitting.length + lines.length > most) {
      break;
    }
    fitting.unshift(...lines);
  }
  return fitting;
}

function abridged(lines: readonly Line[]): Line[] {
  const told = new Set(mostTelling(lines));
  const kept: Line[] = [];
  let asked = -1;
  for (const line of lines) {
    const [, code] = exit.exec(textOf(line)) ?? [];
    const last = kept[asked];
    if (code !== undefined && last !== undefined) {
      kept[asked] = [...last, comment(code)];
    } else if (command.test(textOf(line))) {
      asked = kept.push(line) - 1;
    } else if (told.has(line)) {
      kept.push(indented(line));
    }
  }
  return kept;
}

/** A line that was deep inside a diff, as one of its own. */
function indented(line: Line): Line {
  const depth = textOf(line).search(/\S/);
  let surplus = Math.max(0, depth - deepest);
  return line.map(({ text, style }) => {
    const cut = Math.min(surplus, text.length - text.trimStart().length);
    surplus -= cut;
    return { text: text.slice(cut), style };
  });
}

/** How a command ended, behind it. */
function comment(code: string): Run {
  return { text: `   # exit code ${code}`, style: { dim: true } };
}

function mostTelling(lines: readonly Line[]): Line[] {
  const ranked = lines.flatMap((line) => {
    const rank = telling.findIndex((pattern) => pattern.test(textOf(line)));
    return rank < 0 ? [] : [{ line, rank }];
  });
  // What comes last of its kind is how it ended.
  const distinct = new Map(ranked.map((each) => [textOf(each.line).trim(), each]));
  return [...distinct.values()]
    .toReversed()
    .sort((one, other) => one.rank - other.rank)
    .slice(0, perScene)
    .map(({ line }) => line);
}
