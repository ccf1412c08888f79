import type { Line, Run, Style } from "./screen.ts";

/** Pixels of one character, and of one line, at the size of the text. */
const cell = { width: 7.8, height: 18 } as const;
const margin = { side: 16, top: 44, bottom: 14 } as const;
const ground = "#0d1117";
const ink = "#e6edf3";

/**
 * A terminal window as an SVG, with a ground of its own so that it reads on a light page and on a dark one. No script,
 * no font and nothing else is loaded. `columns` is its width; what is longer is cut.
 */
export function svgOf(
  lines: readonly Line[],
  { columns, title }: { columns: number; title: string },
): string {
  const width = Math.ceil(columns * cell.width) + 2 * margin.side;
  const height = margin.top + lines.length * cell.height + margin.bottom;
  const rows = lines.map((line, index) =>
    rowOf(cut(line, columns), margin.top + (index + 0.8) * cell.height),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    "<style>text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre}</style>",
    `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="10" fill="${ground}" stroke="#8b949e"/>`,
    ...["#ff5f57", "#febc2e", "#28c840"].map(
      (color, index) => `<circle cx="${20 + index * 20}" cy="20" r="6" fill="${color}"/>`,
    ),
    `<text x="${width / 2}" y="24.5" fill="#8b949e" text-anchor="middle">${escaped(title)}</text>`,
    ...rows.filter((row) => row !== ""),
    "</svg>",
    "",
  ].join("\n");
}

/** Each run stands where its column is, so that a font of another width moves nothing. */
function rowOf(line: Line, y: number): string {
  let column = 0;
  const runs = line.map(({ text, style }) => {
    const start = column + text.length - text.trimStart().length;
    column += [...text].length;
    return { start, text: text.trim(), style };
  });
  const shown = runs.filter(({ text }) => text !== "").map((run) => spanOf(run));
  return shown.length === 0 ? "" : `<text y="${rounded(y)}" fill="${ink}">${shown.join("")}</text>`;
}

function spanOf({ start, text, style }: Run & { start: number }): string {
  const x = rounded(margin.side + start * cell.width);
  const length = rounded([...text].length * cell.width);
  return `<tspan x="${x}" textLength="${length}"${looksOf(style)}>${escaped(text)}</tspan>`;
}

function looksOf({ color, bold, dim }: Style): string {
  return [
    color ? ` fill="${color}"` : "",
    bold ? ' font-weight="bold"' : "",
    dim ? ' fill-opacity=".65"' : "",
  ].join("");
}

/** A line of at most so many characters, the last one an ellipsis where something is gone. */
function cut(line: Line, columns: number): Line {
  const length = line.reduce((sum, { text }) => sum + [...text].length, 0);
  if (length <= columns) {
    return line;
  }
  let left = columns - 1;
  const kept = line.map(({ text, style }) => {
    const part = [...text].slice(0, left).join("");
    left -= [...part].length;
    return { text: part, style };
  });
  return [...kept, { text: "…", style: {} }].filter(({ text }) => text !== "");
}

function rounded(pixels: number): string {
  return String(Math.round(pixels * 10) / 10);
}

function escaped(text: string): string {
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => names[character] ?? character);
}
