import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { spawn } from "@lydell/node-pty";
import { refusePrivate, withoutPrivate } from "./private.ts";
import { lastOf, scenesOf } from "./scenes.ts";
import { screenOf } from "./screen.ts";
import { svgOf } from "./svg.ts";

const repository = join(import.meta.dirname, "../..");
const columns = 112;
const lines = 46;

/** Plays the demo on a terminal, and returns all that it writes there. Throws an Error where it fails. */
function playDemo(): Promise<string> {
  const { CI: _ci, NO_COLOR: _noColor, ...env } = process.env;
  const demo = spawn(process.execPath, [join(repository, "tools", "demo", "main.ts")], {
    name: "xterm-256color",
    cols: columns,
    rows: 50,
    cwd: repository,
    env: { ...env, TERM: "xterm-256color", FORCE_COLOR: "1" },
  });
  let written = "";
  demo.onData((data) => {
    written += data;
  });
  return new Promise((resolve, reject) => {
    demo.onExit(({ exitCode }) => {
      if (exitCode === 0) {
        resolve(written);
      } else {
        reject(new Error(`The demo ended with exit code ${exitCode}: run \`npm run demo\` to see why.`));
      }
    });
  });
}

const docs = join(repository, "docs");

async function takeDemoPicture(): Promise<void> {
  const shown = lastOf(scenesOf(await screenOf(await playDemo(), columns)), lines).map(withoutPrivate);
  const picture = svgOf(shown, { columns, title: "npm run demo" });
  refusePrivate(picture);
  await writeFile(join(docs, "demo.svg"), picture);
}

/** `npm run picture`: docs/demo.svg; `npm run picture -- fleet`: the pictures of the fleet's report. */
if (process.argv[2] === "fleet") {
  const { takeFleetPictures } = await import("./fleet/take.ts");
  await takeFleetPictures(docs);
} else {
  await takeDemoPicture();
}
