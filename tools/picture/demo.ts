import { join } from "node:path";
import { type IPty, spawn } from "@lydell/node-pty";
import { refusePrivate, withoutPrivate } from "./private.ts";
import { screenOf } from "./screen.ts";
import { svgOf } from "./svg.ts";

const repository = join(import.meta.dirname, "../..");

/** The width that the demo is made for. */
export const demoColumns = 80;

/** Starts the demo on a terminal of its own, with these variables beside the environment's. */
export function startDemo(columns: number, variables: Readonly<Record<string, string>> = {}): IPty {
  const { CI: _ci, NO_COLOR: _noColor, ...env } = process.env;
  return spawn(process.execPath, [join(repository, "tools", "demo", "main.ts")], {
    name: "xterm-256color",
    cols: columns,
    rows: 50,
    cwd: repository,
    env: { ...env, TERM: "xterm-256color", FORCE_COLOR: "1", ...variables },
  });
}

/** All that the demo writes to its terminal until it ends, and its exit code. */
export function writtenBy(demo: IPty): Promise<{ written: string; code: number }> {
  let written = "";
  demo.onData((data) => {
    written += data;
  });
  return new Promise((resolve) => demo.onExit(({ exitCode }) => resolve({ written, code: exitCode })));
}

/** The picture of all that the demo wrote to a terminal. */
export async function pictureOfDemo(written: string): Promise<string> {
  const lines = (await screenOf(written, demoColumns)).map(withoutPrivate);
  const first = lines.findIndex((line) => line.length > 0);
  const picture = svgOf(lines.slice(first), { columns: demoColumns, title: "npm run demo" });
  refusePrivate(picture);
  return picture;
}
