import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { codeTables, troubleshootingPage } from "../../tools/troubleshooting/page.ts";

/** Product code without the tables, as one text in which a string over several lines is one string. */
const source = execFileSync("git", ["ls-files", "*.ts", ":!test", ":!tools", ":!tenant", ":!*-codes.ts"], {
  encoding: "utf8",
})
  .trim()
  .split("\n")
  .map((file) => readFileSync(file, "utf8"))
  .join("\n")
  .replace(/["`] \+\n\s*["`]/g, "")
  .replaceAll('\\"', '"');

/** The words of other services, which no code of ours has. */
const foreign = /^(?:GET|PATCH|POST) <path>: \d|^Could not sign in|^azuread could not sign in|^<words|^<what/;

const entries = Object.values(codeTables).flatMap((table) => Object.entries(table));

const run = 3;

/** Whether some words in a row of a message stand in the code, which puts it together of parts and values. */
function isSaid(looksLike: string): boolean {
  const parts = looksLike.split(/<[^>]*>/).map((part) =>
    part
      .replace(/[.:]( |$)/g, "$1")
      .trim()
      .split(" "),
  );
  const runs = parts.flatMap((words) =>
    words.slice(run - 1).map((_, start) => words.slice(start, start + run)),
  );
  return runs.length === 0 || runs.some((words) => source.includes(words.join(" ")));
}

describe("the tables of codes", () => {
  it("explain each code by what the code says", () => {
    const stale = entries.filter(([, { looksLike }]) => !foreign.test(looksLike) && !isSaid(looksLike));
    expect(stale.map(([code, { looksLike }]) => `${code}: ${looksLike}`)).toEqual([]);
  });

  it("have something to do, and a reason, for each code", () => {
    expect(entries.filter(([, { why, whatToDo }]) => why === "" || whatToDo === "")).toEqual([]);
  });
});

describe("docs/troubleshooting.md", () => {
  it("has each code once a table, in the order in which people meet them", () => {
    const page = troubleshootingPage();
    const headings = [...page.matchAll(/^### (\w+)$/gm)].map(([, code]) => code);
    expect(headings.sort()).toEqual(entries.map(([code]) => code).sort());
    const [settings, signIn, reset] = ["The settings", "Signing in", "pin-reset reset"].map((title) =>
      page.indexOf(`## ${title}`),
    );
    expect([settings, signIn, reset]).toEqual(
      [settings, signIn, reset].sort((one = 0, other = 0) => one - other),
    );
  });

  it("leaves nothing that Markdown would take for HTML", () => {
    const text = troubleshootingPage().replace(/`[^`]*`/g, "");
    expect(text).not.toMatch(/[^\\]<\w/);
  });
});
