import { styleText } from "node:util";
import {
  createPrompt,
  isDownKey,
  isEnterKey,
  isTabKey,
  isUpKey,
  type KeypressEvent,
  useKeypress,
  useMemo,
  usePrefix,
  useState,
} from "@inquirer/core";
import type { Device } from "../../devices/device.ts";
import { columnsOf, cut, wrapped } from "../../text-width.ts";
import type { Choice, Matches } from "./choices.ts";
import { flowed, lineOf, widthsOf } from "./lines.ts";

type Config = {
  readonly message: string;
  readonly choices: readonly Choice[];
  readonly search: (term: string) => Matches;
  /** The terminal, whose size may change meanwhile. */
  readonly terminal: NodeJS.WriteStream;
};

/** The device that was chosen. `isNear`: it is not the one that was typed, but one like it. */
export type Picked = { readonly device: Device; readonly isNear: boolean };

const mostShown = 10;
/** The lines around the list: the question, the count, what is said of a device, the keys. */
const linesAround = 8;

/**
 * A list of devices that narrows with what is typed, with a line for each. @inquirer/search has no keys for pages, and
 * passes over what cannot be chosen: here the cursor goes there, so that the reason can be read.
 */
export const devicePrompt = createPrompt<Picked, Config>(({ message, choices, search, terminal }, done) => {
  const [term, setTerm] = useState("");
  const [at, setAt] = useState(0);
  const [isRefused, setIsRefused] = useState(false);
  const [status, setStatus] = useState<"idle" | "done">("idle");
  const prefix = usePrefix({ status });
  const matches = useMemo(() => search(term), [term]);
  const room = (columnsOf(terminal) ?? 80) - 1;
  const widths = useMemo(() => widthsOf(choices, room - 2), [room]);
  const shown = Math.max(1, Math.min(mostShown, (terminal.rows || 24) - linesAround));
  const choice = matches.choices[at];

  useKeypress((key, readline) => {
    const target = moved(key, at, { last: matches.choices.length - 1, page: shown });
    if (!isEnterKey(key) && target === undefined) {
      setIsRefused(false);
      if (readline.line !== term) {
        setTerm(readline.line);
        setAt(0);
      }
      return;
    }
    if (isEnterKey(key) && choice !== undefined && choice.refusal === undefined) {
      setStatus("done");
      done({ device: choice.device, isNear: matches.isNear });
      return;
    }
    // Readline has used these keys for itself: the line is sent, or its cursor elsewhere.
    readline.clearLine(0);
    readline.write(term);
    setIsRefused(isEnterKey(key) && choice !== undefined);
    setAt(target ?? at);
  });

  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    styleText(format, text, { stream: terminal });
  if (status === "done" && choice !== undefined) {
    const chosen = [choice.name, choice.user, choice.serial].filter(Boolean).join(", ");
    return `${prefix} ${style("bold", message)} ${style("cyan", cut(chosen, room - message.length - 3))}`;
  }
  const first = Math.max(0, Math.min(at - Math.floor(shown / 2), matches.choices.length - shown));
  const page = matches.choices.slice(first, first + shown).map((one, index) => {
    const line = lineOf(one, widths, room - 2);
    if (first + index === at) {
      return style("cyan", `❯ ${line}`);
    }
    return one.refusal === undefined ? `  ${line}` : style("dim", `- ${line}`);
  });
  return [
    `${prefix} ${style("bold", message)} ${term}`,
    [
      ...(page.length > 0 ? page : ["  No device is like that."]),
      style("dim", cut(counted(matches, choices.length), room)),
      ...said(choice, isRefused, room).map((line) => style(isRefused ? "red" : "cyan", line)),
      style("dim", cut("↑↓ PgUp PgDn Home End move · ⏎ select", room)),
    ].join("\n"),
  ];
});

/** Where a key takes the cursor; undefined where it is another key. */
function moved(
  key: KeypressEvent,
  at: number,
  { last, page }: { readonly last: number; readonly page: number },
): number | undefined {
  const targets: Record<string, number> = {
    pageup: at - page,
    pagedown: at + page,
    home: 0,
    end: last,
  };
  const target = isUpKey(key) ? at - 1 : isDownKey(key) ? at + 1 : isTabKey(key) ? at : targets[key.name];
  return target === undefined ? undefined : Math.max(0, Math.min(last, target));
}

function counted({ choices, isNear }: Matches, all: number): string {
  const near = isNear && choices.length > 0 ? ", none exactly" : "";
  return `  ${choices.length} of ${all}${near} · type to search`;
}

function said(choice: Choice | undefined, isRefused: boolean, room: number): string[] {
  if (choice === undefined) {
    return [];
  }
  if (isRefused && choice.refusal !== undefined) {
    const { message, hint } = choice.refusal;
    return wrapped(`${choice.name} cannot be reset: ${message}. ${hint}`, room, "").split("\n");
  }
  return flowed(choice.about, room);
}
