import ts from "typescript";
import { ownerOf } from "./functions.ts";
import { memberOf, type Placed, type Scope, scopeOfCall } from "./scope.ts";
import { type Callable, nodesIn, type Source } from "./source.ts";
import { TextReader } from "./text.ts";

/** An error as the code raises it: what it says, and what it says to do where the two stand apart. */
export type Raised = {
  /** The file that raises it, by its path in the repository. */
  readonly path: string;
  /** How it is raised: the class, or the kind of fault that it is part of. */
  readonly by: string;
  readonly code: string | undefined;
  readonly says: string;
  readonly wayOut: string | undefined;
};

/** Where a text of an error stands in the code. */
type Place = {
  readonly node: ts.Node;
  readonly by: string;
  readonly says: ts.Expression;
  /** What the message begins with, before the text. */
  readonly before?: string;
  readonly code?: ts.Expression | undefined;
  readonly wayOut?: ts.Expression | undefined;
};

type Call = { readonly called: Callable; readonly call: ts.CallExpression };

/** Classes that carry another error's message on, which is listed where that one is raised. */
const carriers = new Set(["GraphClientError", "PartialFailure", "ResourceInitFailed", "pulumi.RunError"]);

/** So far back are callers looked for, to know what a function that makes an error is given. */
const callersBack = 3;

/** Every error that the code raises, in the order of its files. */
export function raisedIn(source: Source): Raised[] {
  const all = source.files.flatMap((file) =>
    [...nodesIn(file)].flatMap((node) => placesAt(source, node).flatMap((place) => raisedAt(source, place))),
  );
  const known = all.filter(({ says }) => /[a-z]/i.test(says.replace(/<[^<>]*>/g, "")));
  return [...new Map(known.map((raised) => [JSON.stringify(raised), raised])).values()];
}

function raisedAt(source: Source, place: Place): Raised[] {
  const path = source.pathOf(place.node);
  return scopesOf(source, place, []).flatMap((scope) => {
    const reader = new TextReader(source);
    const first = (node: ts.Expression | undefined) => (node ? reader.texts({ node, scope })[0] : undefined);
    const code = first(place.code);
    const ways = place.wayOut ? waysOf(reader, { node: place.wayOut, scope }) : [undefined];
    return reader
      .texts({ node: place.says, scope })
      .flatMap((says) =>
        ways.map((wayOut) => ({ path, by: place.by, code, says: (place.before ?? "") + says, wayOut })),
      );
  });
}

function waysOf(reader: TextReader, placed: Placed): string[] {
  if (ts.isArrayLiteralExpression(placed.node) || ts.isConditionalExpression(placed.node))
    return reader.lists(placed).map((lines) => lines.join("\n"));
  const texts = reader.texts(placed);
  return texts.every((text) => /^<.*>$/.test(text))
    ? reader.lists(placed).map((lines) => lines.join("\n"))
    : texts;
}

/** The scopes in which a place is reached: one for each way of calls to it on whose arguments the texts depend. */
function scopesOf(source: Source, place: Place, way: readonly Call[]): Scope[] {
  const scope = way.reduceRight<Scope>(
    (outer, { called, call }) =>
      scopeOfCall(source, { node: called, scope: outer }, { node: call, scope: outer }),
    new Map(),
  );
  if (way.length === callersBack) return [scope];
  const next = [...askedBy(source, place, scope)]
    .filter((called) => way.every((call) => call.called !== called))
    .find((called) => source.callsOf(called).length > 0);
  if (next === undefined) return [scope];
  return source.callsOf(next).flatMap((call) => scopesOf(source, place, [...way, { called: next, call }]));
}

function askedBy(source: Source, { says, code, wayOut }: Place, scope: Scope): Set<Callable> {
  const asked = new Set<Callable>();
  const reader = new TextReader(source, asked);
  for (const node of [says, code, wayOut]) if (node !== undefined) waysOf(reader, { node, scope });
  return asked;
}

function placesAt(source: Source, node: ts.Node): Place[] {
  if (ts.isNewExpression(node)) return newError(source, node);
  if (ts.isObjectLiteralExpression(node)) return faultLiteral(source, node);
  if (ts.isArrayLiteralExpression(node)) return sign(source, node);
  if (ts.isCallExpression(node)) return [...zodMessages(source, node), ...lastWords(node)];
  return [];
}

function newError(source: Source, node: ts.NewExpression): Place[] {
  const by = node.expression.getText();
  const [first, second, third] = node.arguments ?? [];
  if (first === undefined || carriers.has(by) || !isError(source, node)) return [];
  const own = ownMessage(source, node);
  if (own !== undefined) return [{ node, by, says: own }];
  if (by === "GraphError") return second ? [{ node, by, says: second }] : [];
  if (by === "PulumiError")
    return second && third ? [{ node, by, code: first, says: second, wayOut: third }] : [];
  if (by !== "CommandError" || second === undefined) return [{ node, by, says: first }];
  const [hint] = third ? memberOf(source, { node: third, scope: new Map() }, "hint") : [];
  return [{ node, by, code: first, says: second, wayOut: hint?.node }];
}

/** What a class makes of what it is given, where it makes the message itself: the text in its call of `super`. */
function ownMessage(source: Source, node: ts.NewExpression): ts.Expression | undefined {
  const declared = source.symbolOf(node.expression)?.valueDeclaration;
  if (declared === undefined || !ts.isClassDeclaration(declared)) return undefined;
  const inner = [...nodesIn(declared)].find(
    (each) => ts.isCallExpression(each) && each.expression.kind === ts.SyntaxKind.SuperKeyword,
  );
  const text = inner !== undefined && ts.isCallExpression(inner) ? inner.arguments[0] : undefined;
  return text !== undefined && (ts.isBinaryExpression(text) || ts.isTemplateExpression(text))
    ? text
    : undefined;
}

function isError(source: Source, node: ts.NewExpression): boolean {
  const type = source.typeOf(node);
  return type.getProperty("message") !== undefined && type.getProperty("stack") !== undefined;
}

/**
 * The faults of the settings, `{problem, wayOut}`; of devices, `{reason, instead}`; of the plugin, `{property, reason}`
 * or `{fault}`; of the credentials, `{key, message}`.
 */
function faultLiteral(source: Source, node: ts.ObjectLiteralExpression): Place[] {
  const member = (name: string) => memberOf(source, { node, scope: new Map() }, name)[0]?.node;
  const name = member("name");
  const hint = member("needs") && member("hint");
  if (name && hint) return [{ node, by: "sign", before: "Could not sign in: ", says: name, wayOut: hint }];
  const problem = member("problem");
  const wayOut = member("wayOut");
  if (problem && wayOut) return [{ node, by: "fault", says: problem, wayOut }];
  const instead = member("instead");
  const reason = member("reason");
  if (reason && instead) return [{ node, by: "refusal", says: reason, wayOut: instead }];
  const told = (member("property") && reason) ?? (member("key") && member("message")) ?? member("fault");
  return told ? [{ node, by: "fault", before: subjectOfFault(source, node, told), says: told }] : [];
}

/** A text that stands alone is about the property; one with placeholders in front names it itself. */
function subjectOfFault(source: Source, node: ts.Node, told: ts.Expression): string {
  return ts.isTemplateExpression(told) && told.head.text === "" ? "" : subjectIn(source.pathOf(node));
}

/** A row of the tables that tell, by Entra's code or another sign in what azuread said, what to do: `[sign, way out]`. */
function sign(source: Source, node: ts.ArrayLiteralExpression): Place[] {
  const [says, wayOut] = node.elements;
  const before = signedBy.get(source.pathOf(node));
  if (before === undefined || says === undefined || wayOut === undefined || node.elements.length !== 2)
    return [];
  const isSign =
    ts.isRegularExpressionLiteral(says) || (ts.isStringLiteral(says) && /^AADSTS/.test(says.text));
  return isSign ? [{ node, by: "sign", before, says, wayOut }] : [];
}

const signedBy = new Map([
  ["graph/credentials/entra-codes.ts", "Could not sign in (<way>): "],
  ["lookups/azuread-errors.ts", "azuread could not sign in: "],
]);

/** What zod's methods take that are texts, and no messages. */
const notMessages = new Set([
  "literal",
  "default",
  "prefault",
  "describe",
  "meta",
  "catch",
  "record",
  "codec",
  "discriminatedUnion",
  "startsWith",
]);

/** What a schema says of a value that does not fit: the text, or the `error` or `message`, given to a method of zod. */
function zodMessages(source: Source, node: ts.CallExpression): Place[] {
  if (!ts.isPropertyAccessExpression(node.expression)) return [];
  const method = source.symbolOf(node.expression.name);
  const isZod = method?.valueDeclaration?.getSourceFile().fileName.includes("/node_modules/zod/");
  if (!isZod || notMessages.has(node.expression.name.text)) return [];
  const isObject = /object$/i.test(node.expression.name.text);
  return node.arguments.slice(isObject ? 1 : 0).flatMap((given) => {
    const says = ts.isStringLiteralLike(given)
      ? given
      : ["error", "message"].flatMap((name) => memberOf(source, { node: given, scope: new Map() }, name))[0]
          ?.node;
    return says === undefined ? [] : [{ node, by: "schema", before: subjectIn(source.pathOf(node)), says }];
  });
}

/** What a schema's message is about, as the error puts it before it. */
function subjectIn(path: string): string {
  return subjects.find(([beginning]) => path.startsWith(beginning))?.[1] ?? "";
}

const subjects: readonly (readonly [string, string])[] = [
  ["settings", "pin-reset:<setting> "],
  ["graph/credentials/settings.ts", "<key> (<variable>) "],
  ["intune/provider.ts", "intune:<key> "],
  ["intune/", "<property> "],
  ["provider/provider.ts", "<provider>:<key> "],
  ["provider/", "<property> "],
  ["cli/", "--<option> "],
];

/** What a process writes to standard error before it ends with a failure, and what a host answers instead of a result. */
function lastWords(node: ts.CallExpression): Place[] {
  const [says] = node.arguments;
  const called = node.expression.getText();
  if (says === undefined) return [];
  if (called.endsWith(".setError")) return [{ node, by: "host", says }];
  const around = node.parent.parent;
  const isLast =
    called === "process.stderr.write" &&
    ts.isBlock(around) &&
    /process\.(?:exitCode = 1|exit\(1\))/.test(around.getText()) &&
    ownerOf(node)?.name?.getText() !== "logToStandardError";
  return isLast ? [{ node, by: "process", says }] : [];
}
