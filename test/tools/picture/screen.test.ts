import { expect, it } from "vitest";
import { screenOf } from "../../../tools/picture/screen.ts";

const esc = String.fromCharCode(27);

const texts = (written: string) => screenOf(written).map((line) => line.map(({ text }) => text).join(""));

it("keeps the colours of each piece of a line, and drops the sequences", () => {
  expect(screenOf(`a ${esc}[1m${esc}[32mgood${esc}[39m${esc}[22m day`)).toEqual([
    [
      { text: "a ", style: {} },
      { text: "good", style: { color: "#3fb950", bold: true } },
      { text: " day", style: {} },
    ],
  ]);
});

it("knows bright colours, the 256 and any colour, dim text and the end of it all", () => {
  const colours = (codes: string) => screenOf(`${esc}[${codes}mx`)[0]?.[0]?.style;
  expect(colours("94")).toEqual({ color: "#79c0ff" });
  expect(colours("38;5;1")).toEqual({ color: "#ff7b72" });
  expect(colours("38;5;196")).toEqual({ color: "#ff0000" });
  expect(colours("38;5;232")).toEqual({ color: "#080808" });
  expect(colours("38;2;1;2;255")).toEqual({ color: "#0102ff" });
  expect(colours("48;5;1;2")).toEqual({ dim: true });
  expect(colours("31;0")).toEqual({});
  expect(colours("31;1;2;22")).toEqual({ color: "#ff7b72" });
});

it("shows what progress left in the end: what is written over is gone", () => {
  expect(texts(`${esc}[?25l- wait${esc}[1G${esc}[0K/ wait${esc}[1G${esc}[Kok${esc}[?25h\r\nnext`)).toEqual([
    "ok",
    "next",
  ]);
  expect(texts("12345\rab")).toEqual(["ab345"]);
  expect(texts(`gone${esc}[2K`)).toEqual([""]);
});

it("passes over titles, questions to the terminal, and bells", () => {
  const bell = String.fromCharCode(7);
  expect(texts(`${esc}]0;a title${bell}a${esc}]11;?${esc}\\b${esc}[6n${bell}c`)).toEqual(["abc"]);
});

it("drops blanks at the end of a line, and sets tabs every eight columns", () => {
  expect(texts(`a  ${esc}[31m  ${esc}[0m\n\tb`)).toEqual(["a", "        b"]);
});
