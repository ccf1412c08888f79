import { describe, expect, it } from "vitest";
import { inPowerShell } from "../tools/cli-docs/powershell.ts";
import { readDocument, trackedFiles } from "./documents.ts";

type Block = {
  readonly language: string;
  readonly text: string;
  readonly line: number;
  readonly next: string;
};

/** The blocks of commands and of code of a page; `next` is the language of the one right after it. */
function blocksOf(markdown: string): Block[] {
  const found = [...markdown.matchAll(/^( *)```(\w*)\n([\s\S]*?)\n\1```$|(?:^ {4}\S.*\n?)+/gm)];
  return found.map(({ 0: whole, 2: language, 3: code, index }) => {
    const after = markdown.slice(index + whole.length);
    return {
      language: language ?? "",
      text: code ?? whole,
      line: markdown.slice(0, index).split("\n").length,
      next: /^\s*```(\w*)/.exec(after)?.[1] ?? "",
    };
  });
}

// PowerShell 7 has && and #, and quotes as bash does in these.
const bashOnly = [
  /^\s*(?:export|unset|source|read|alias) /m,
  /^\s*[A-Z_][A-Z0-9_]*=\S*/m,
  /\\$/m,
  /\$\(|\$[A-Z_{]/,
  /<<|<\(|2>&1|\/dev\/null/,
  / > \S/,
  /^\s*(?:mkdir -|cp -|rm -|chmod |touch |ln )/m,
];
const isShell = ({ language }: Block) => /^(?:|sh|bash|shell|console)$/.test(language);
const differs = (block: Block) => isShell(block) && bashOnly.some((syntax) => syntax.test(block.text));

/** What an administrator reads. The pages about signing in and about pipelines say by themselves which shell a line is for. */
const pages = trackedFiles("README.md", "docs/*.md", "docs/*/*.md", "deploy/README.md").filter(
  (file) => !/^docs\/(?:sign-in\.md|pipelines\/|decisions\/)/.test(file),
);
const blocks = pages.flatMap((file) => blocksOf(readDocument(file)).map((block) => ({ file, ...block })));

describe("the pages for administrators", () => {
  it("have a block for PowerShell right after each one that bash alone takes", () => {
    const lacking = blocks.filter((block) => differs(block) && block.next !== "powershell");
    expect(lacking.map(({ file, line, text }) => `${file}:${line}: ${text}`)).toEqual([]);
    expect(blocks.filter(differs).length).toBeGreaterThan(6);
  });

  it("have nothing in a block for PowerShell that bash alone takes", () => {
    const wrong = blocks.filter(({ language, text }) => {
      const own = text.replace(/\$(?:env:\w+|_(?=\W))/g, "").replace(/^cmd \/c '.*'$/gm, "");
      return language === "powershell" && bashOnly.some((syntax) => syntax.test(own));
    });
    expect(wrong.map(({ file, line, text }) => `${file}:${line}: ${text}`)).toEqual([]);
  });

  it("set the same variables in both, and run the same of npm's scripts", () => {
    for (const [index, block] of blocks.entries()) {
      const other = blocks[index + 1];
      if (differs(block) && other?.language === "powershell") {
        expect(variablesOf(other.text), `${block.file}:${block.line}`).toEqual(variablesOf(block.text));
        expect(scriptsOf(other.text), `${block.file}:${block.line}`).toEqual(scriptsOf(block.text));
      }
    }
  });

  it.each(["README.md", "docs/operations.md", "docs/settings.md", "docs/cli.md"])(
    "say in %s that npm is npm.cmd in PowerShell",
    (file) => {
      expect(readDocument(file).replace(/\s+/g, " ")).toContain("type `npm.cmd` in place of `npm`");
    },
  );
});

function variablesOf(text: string): string[] {
  const names = text.matchAll(/(?:\$env:|^|\s)([A-Z][A-Z0-9_]{3,})(?= = |=)|read -rs (\w+)/gm);
  return [...new Set([...names].map(([, assigned, read]) => assigned ?? read ?? ""))].sort();
}

function scriptsOf(text: string): string[] {
  const found = text.replaceAll("$env:", "$").matchAll(/npm(?:\.cmd)? (run .*?)(?: > .*)?$/gm);
  return [...found].map(([, script = ""]) => script);
}

describe("an example of the companion in PowerShell", () => {
  it.each([
    ["npm run x -- devices", undefined],
    ["npm run x -- devices > a.csv", "cmd /c 'npm run x -- devices > a.csv'"],
    [
      "A_B=c D=e=f npm run x",
      '$env:A_B = "c"\n$env:D = "e=f"\nnpm.cmd run x\nRemove-Item Env:A_B\nRemove-Item Env:D',
    ],
    ['npm run x -- --query "a > 2"', undefined],
    ["npm run x -- --query '$A > b'", undefined],
    ['npm run x -- --markdown "$SUMMARY"', 'npm.cmd run x -- --markdown "$env:SUMMARY"'],
  ])("%s", (bash, expected) => {
    expect(inPowerShell(bash)).toBe(expected);
  });
});
