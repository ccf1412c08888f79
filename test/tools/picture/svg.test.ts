import { expect, it } from "vitest";
import type { Line } from "../../../tools/picture/screen.ts";
import { svgOf } from "../../../tools/picture/svg.ts";

const plain = (text: string): Line => [{ text, style: {} }];
const drawn = (lines: readonly Line[], columns = 40) => svgOf(lines, { columns, title: "a & b" });

it("escapes what would be markup", () => {
  const svg = drawn([plain('<script>"a" & b</script>')]);
  expect(svg).toContain("&lt;script&gt;&quot;a&quot; &amp; b&lt;/script&gt;");
  expect(svg).toContain("<title>a &amp; b</title>");
  expect(svg).not.toContain("<script");
});

it("gives each piece its colour, weight and place", () => {
  const svg = drawn([
    [
      { text: "ab ", style: {} },
      { text: "good", style: { color: "#3fb950", bold: true } },
      { text: " so", style: { dim: true } },
    ],
  ]);
  expect(svg).toContain('<tspan x="16" textLength="15.6">ab</tspan>');
  expect(svg).toContain('<tspan x="39.4" textLength="31.2" fill="#3fb950" font-weight="bold">good</tspan>');
  expect(svg).toContain('<tspan x="78.4" textLength="15.6" fill-opacity=".65">so</tspan>');
});

it("is as wide as its columns and as high as its lines, and cuts what is longer", () => {
  const svg = drawn([plain("short"), plain("x".repeat(41)), plain("y".repeat(40))]);
  expect(svg).toContain('width="344" height="112"');
  expect(svg).toContain(`>${"x".repeat(39)}</tspan>`);
  expect(svg).toContain(">…</tspan>");
  expect(svg).toContain(`>${"y".repeat(40)}</tspan>`);
});

it("counts a character outside of the first plane once", () => {
  expect(drawn([plain("😀b")])).toContain('textLength="15.6">😀b<');
});

it("draws nothing for an empty line but its height", () => {
  const [one, two] = [drawn([plain("a")]), drawn([plain("a"), []])];
  expect(two.match(/<text y=/g)).toHaveLength(1);
  expect(two).toContain('height="94"');
  expect(one).toContain('height="76"');
});
