import { expect, it } from "vitest";
import { Screen, screenOf, textOf } from "../../../tools/picture/screen.ts";

const esc = String.fromCharCode(27);

const texts = async (written: string) => (await screenOf(written, 40)).map(textOf);

it("keeps the colours of each piece of a line, and drops the sequences", async () => {
  expect(await screenOf(`a ${esc}[1m${esc}[32mgood${esc}[39m${esc}[22m day`, 40)).toEqual([
    [
      { text: "a ", style: {} },
      { text: "good", style: { color: "#3fb950", bold: true } },
      { text: " day", style: {} },
    ],
  ]);
});

it("knows bright colours, the 256 and any colour, dim text and the end of it all", async () => {
  const colours = async (codes: string) => (await screenOf(`${esc}[${codes}mx`, 40))[0]?.[0]?.style;
  expect(await colours("94")).toEqual({ color: "#79c0ff" });
  expect(await colours("38;5;1")).toEqual({ color: "#ff7b72" });
  expect(await colours("38;5;196")).toEqual({ color: "#ff0000" });
  expect(await colours("38;5;232")).toEqual({ color: "#080808" });
  expect(await colours("38;2;1;2;255")).toEqual({ color: "#0102ff" });
  expect(await colours("48;5;1;2")).toEqual({ dim: true });
  expect(await colours("31;0")).toEqual({});
  expect(await colours("31;1;2;22")).toEqual({ color: "#ff7b72" });
});

it("shows what progress left in the end: what is written over is gone", async () => {
  expect(
    await texts(`${esc}[?25l- wait${esc}[1G${esc}[0K/ wait${esc}[1G${esc}[Kok${esc}[?25h\r\nnext`),
  ).toEqual(["ok", "next"]);
  expect(await texts("12345\rab")).toEqual(["ab345"]);
  expect(await texts(`gone${esc}[2K`)).toEqual([]);
});

it("passes over titles, questions to the terminal, and bells", async () => {
  const bell = String.fromCharCode(7);
  expect(await texts(`${esc}]0;a title${bell}a${esc}]11;?${esc}\\b${esc}[6n${bell}c`)).toEqual(["abc"]);
});

it("drops blanks at the end of a line, and sets tabs every eight columns", async () => {
  expect(await texts(`a  ${esc}[31m  ${esc}[0m\n\tb`)).toEqual(["a", "        b"]);
});

it("follows the cursor to other lines, as prompts move it", async () => {
  expect(await texts(`Which?\n> one${esc}[1A${esc}[1GDone\u001b[K\n${esc}[0J`)).toEqual(["Done"]);
});

it("tells which lines were too long for the terminal", async () => {
  const screen = new Screen({ columns: 10, rows: 5 });
  await screen.write("0123456789\n01234567890\nshort");
  expect(screen.broken).toEqual(["0"]);
  expect(screen.visible).toEqual(["0123456789", "0123456789", "0", "short", ""]);
});
