import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";
import type { Issue, Path } from "./issues.ts";

/** A file of YAML: its value, and where in it a path stands. */
export type YamlFile = {
  readonly file: string;
  readonly value: unknown;
  /** The line of what is at a path, or of what is nearest to it: where a key is missing, of the mapping that lacks it. */
  lineOf(path: Path): number | undefined;
};

/** The most values that aliases may repeat in all: a thousand tenants that share settings are far below it. */
const mostRepeated = 100_000;

/**
 * Parses YAML 1.2. A key that stands twice is an issue, and so is a tag; `<<` merges nothing.
 * Issues have the words of this project: the library's own repeat what is in the file.
 */
export function parseYaml(text: string, file: string): YamlFile | { readonly issues: readonly Issue[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    logLevel: "error",
  });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const errors = [...document.errors, ...document.warnings].map(({ code, pos }) => ({
    file,
    line: lineAt(pos[0]),
    text: inWords[code] ?? invalid,
  }));
  const aliases = text.includes("*") ? badAliases(document) : [];
  const issues = [...errors, ...aliases.map(({ offset, text }) => ({ file, line: lineAt(offset), text }))];
  if (issues.length > 0) {
    return { issues };
  }
  try {
    return {
      file,
      value: document.toJS({ maxAliasCount: mostRepeated }),
      lineOf: (path) => {
        const offset = offsetOf(document, path);
        return offset === undefined ? undefined : lineAt(offset);
      },
    };
  } catch {
    // The only thing that is checked there.
    return {
      issues: [{ file, line: undefined, text: `has aliases that repeat more than ${mostRepeated} values` }],
    };
  }
}

const invalid = "is not valid YAML here";

const inWords: Readonly<Record<string, string>> = {
  BAD_INDENT: "is not indented as what is around it, or lacks a closing bracket",
  DUPLICATE_KEY: "repeats a key of the same mapping",
  MISSING_CHAR: "lacks a character, such as a closing quote or bracket, or a blank after a colon",
  MULTIPLE_DOCS: "begins a second document, and the file has one",
  NON_STRING_KEY: "has a key that is not a text: put it in quotes",
  TAB_AS_INDENT: "is indented with a tab: use blanks",
  TAG_RESOLVE_FAILED: "has a tag, which is not taken",
};

/** Aliases that name nothing, or what they are part of themselves. */
function badAliases(document: Document): { offset: number; text: string }[] {
  const anchors = new Map<string, Node>();
  const found: { offset: number; text: string }[] = [];
  visit(document, {
    Alias: (_, alias, path) => {
      const target = anchors.get(alias.source);
      const text =
        target === undefined
          ? "names an alias that has no anchor before it"
          : path.includes(target)
            ? "names an alias of what it is part of"
            : undefined;
      if (text !== undefined) {
        found.push({ offset: startOf(alias) ?? 0, text });
      }
    },
    Value: (_, node) => {
      if (node.anchor) {
        anchors.set(node.anchor, node);
      }
    },
  });
  return found;
}

function offsetOf(document: Document, path: Path): number | undefined {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const step of path) {
    const next = childOf(resolved(node, document), step);
    if (next === undefined) {
      return offset;
    }
    node = next.value;
    offset = next.offset ?? offset;
  }
  return offset;
}

function childOf(
  node: unknown,
  step: PropertyKey,
): { value: unknown; offset: number | undefined } | undefined {
  if (isSeq(node)) {
    const value = typeof step === "number" ? node.items[step] : undefined;
    return value === undefined ? undefined : { value, offset: startOf(value) };
  }
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === String(step));
    return pair && { value: pair.value, offset: startOf(pair.key) };
  }
  return undefined;
}

function resolved(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function isNode(node: unknown): node is Node {
  return isAlias(node) || isMap(node) || isScalar(node) || isSeq(node);
}
