import { expect, it } from "vitest";
import { lastOf, scenesOf } from "../../../tools/picture/scenes.ts";
import { screenOf, textOf } from "../../../tools/picture/screen.ts";

const demo = [
  "== Before",
  "$ look",
  "Of 26 checks: 3 with a fault.",
  "exit code 7",
  "",
  "== Somebody tampers",
  "  no command here",
  "== The check",
  "$ check --diff",
  "  Previewing update",
  "      [id=1234]",
  "            ~ value: true => false",
  "    ~ 2 to update",
  "exit code 7",
  "== Healing",
  "$ first",
  "    11 unchanged",
  "exit code 0",
  "$ second",
  "exit code 0",
].join("\n");

const scenes = scenesOf(await screenOf(demo, 80));
const shown = (most: number) => lastOf(scenes, most).map(textOf);

it("shows of a scene its commands with how they ended, and what tells the most", () => {
  expect(shown(20)).toEqual([
    "== Before",
    "$ look   # exit code 7",
    "Of 26 checks: 3 with a fault.",
    "",
    "== The check",
    "$ check --diff   # exit code 7",
    "    ~ value: true => false",
    "    ~ 2 to update",
    "",
    "== Healing",
    "$ first   # exit code 0",
    "    11 unchanged",
    "$ second   # exit code 0",
  ]);
});

it("shows the last scenes that fit, each one whole", () => {
  expect(shown(9)).toEqual(shown(20).slice(4));
  expect(shown(8)).toEqual(shown(20).slice(9));
  expect(shown(3)).toEqual([]);
});
