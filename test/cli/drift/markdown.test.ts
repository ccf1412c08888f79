import { marked } from "marked";
import { describe, expect, it } from "vitest";
import { asText, markdownOf } from "../../../cli/drift/markdown.ts";
import { change, report, urnOf } from "./support.ts";

/** The lines of the report's tables. */
const rows = (markdown: string) => markdown.split("\n").filter((line) => line.startsWith("|"));

/** The line of a resource whose value in the tenant is this. */
function lineOf(actual: unknown): string {
  const differences = [{ path: "x", declared: undefined, actual }];
  return rows(markdownOf(report({ drifted: [change({ differences })] })))[2] ?? "";
}

describe("the Markdown of a report", () => {
  it("has the resource, the path, both values, who, and when", () => {
    const authors = new Map([
      [urnOf("profile"), { changedBy: "mia@contoso.example", changedAt: "2026-01-31T08:00:00Z" }],
    ]);
    const markdown = markdownOf(report({ drifted: [change()], authors }));
    expect(markdown).toContain("## PIN Reset: drift of `dev`");
    expect(markdown).toContain("**1 resource drifted**");
    expect(rows(markdown)).toEqual([
      "| Resource | Change | Declared | Actual | Changed by | Changed at |",
      "| - | - | - | - | - | - |",
      "| `profile` | `description` | `ours` | `theirs` | `mia@contoso.example` | `2026-01-31T08:00:00Z` |",
    ]);
  });

  it("says that a resource was deleted", () => {
    const drifted = [change({ operation: "create", differences: [] })];
    expect(rows(markdownOf(report({ drifted })))[2]).toMatch(/^\| `profile` \| deleted in the tenant \|/);
  });

  it("says first that an update would delete the vault or an identity for good", () => {
    const lost = (type: string, operation: "delete" | "replace" | "update") =>
      change({ operation, type, name: type.split(":").at(-1) ?? "" });
    const markdown = markdownOf(
      report({
        pending: [
          lost("azure-native:keyvault:Vault", "delete"),
          lost("azure-native:managedidentity:UserAssignedIdentity", "replace"),
          lost("azure-native:resources:ResourceGroup", "update"),
        ],
      }),
    );
    expect(markdown.split("\n\n")[1]).toBe(
      "**An update would delete for good: the vault and every passcode in it (`Vault`), " +
        "the identity that pipelines sign in as (`UserAssignedIdentity`).**",
    );
    expect(markdownOf(report({ pending: [change()] }))).not.toContain("for good");
    // A change in the tenant may be one that only a replacement takes back.
    expect(markdownOf(report({ drifted: [lost("azure-native:keyvault:Vault", "replace")] }))).toContain(
      "would delete for good: the vault",
    );
  });

  it("tells what is pending apart", () => {
    const markdown = markdownOf(
      report({ pending: [change(), change({ operation: "delete", differences: [] })] }),
    );
    expect(markdown).toContain("Nothing drifted");
    expect(markdown).toContain("**Pending**");
    expect(rows(markdown).slice(2)).toEqual([
      "| `profile` | update | `description` | `ours` | `theirs` |",
      "| `profile` | delete | | | |",
    ]);
  });

  it("says what was brought back", () => {
    expect(markdownOf(report({ drifted: [change(), change()], healed: true }))).toContain(
      "**2 resources had drifted**, and are as declared again.",
    );
  });
});

describe("a name of the tenant in a sentence", () => {
  const hostile = [
    "\\[click](https://evil.example)",
    "\\<img src=x>",
    "\\*bold\\*",
    "` <img src=x> [a](https://evil.example) `",
    "@contoso/everyone https://evil.example www.evil.example",
    "&lt;img src=x&gt; ~~a~~",
    "a|b",
  ];

  it.each(hostile)("makes no link, no HTML and no formatting: %s", (name) => {
    const shown = marked.parse(markdownOf(report({ notices: [`The policy "${name}" is off.`] })), {
      async: false,
    });
    expect(shown.replace(/<\/?(?:h2|p|ul|li|code)>/g, "")).not.toContain("<");
    expect(shown).toContain("<li><code>The policy &quot;");
    expect(shown).not.toContain("\\|");
    const text = marked.parseInline(asText(`The policy "${name}" is off.`), { async: false });
    expect(text.replace(/<\/?code>/g, "")).not.toContain("<");
    if (!name.includes("`")) {
      expect(unescaped(text)).toBe(`The policy "${name}" is off.`);
    }
  });

  const unescaped = (html: string) =>
    html
      .replaceAll("&quot;", '"')
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&#39;", "'")
      .replaceAll("&amp;", "&");
});

describe("a value in Markdown", () => {
  it.each([
    ["a bar, which would end its cell", "a|b", "`a\\|b`"],
    ["a bar after a backslash, which would still end it", "a\\|b", "`a\\\\u{7C}b`"],
    ["backticks, which would end its code", "a`b``c", "```a`b``c```"],
    ["a backtick at its end", "a`", "`` a` ``"],
    ["spaces around it", " a ", "`  a  `"],
    ["lines", "a\nb\r\n", '`"a\\nb\\r\\n"`'],
    ["HTML, a link and a mention", "<b>[a](b) @mia", "`<b>[a](b) @mia`"],
    ["no text", 7, "`7`"],
    ["an object", { type: "group" }, '`{"type":"group"}`'],
  ])("may be or have %s", (_, value, shown) => {
    expect(lineOf(value)).toBe(`| \`profile\` | \`x\` | | ${shown} | | |`);
  });

  it("is cut where it is long", () => {
    const line = lineOf("x".repeat(100_000));
    expect(line).toContain(`${"x".repeat(199)}…`);
    expect(line.length).toBeLessThan(300);
  });
});

it("a report of many resources stays within what an issue takes, and says what is left out", () => {
  const drifted = Array.from({ length: 2000 }, (_, index) => change({ name: `profile ${index}` }));
  const markdown = markdownOf(report({ drifted, pending: drifted }));
  expect(markdown.length).toBeLessThan(65_536);
  const shown = rows(markdown).filter((line) => line.startsWith("| `profile")).length;
  const left = [...markdown.matchAll(/And (\d+) more/g)].map(([, count]) => Number(count));
  expect(left).toHaveLength(2);
  expect(shown + left.reduce((sum, count) => sum + count)).toBe(4000);
});
