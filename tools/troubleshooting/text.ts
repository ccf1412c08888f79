import ts from "typescript";
import { distinct, joined, product, wordsOfPattern } from "./alternatives.ts";
import { calledBy, parameterOwner, returnsOf, valuesOfMap } from "./functions.ts";
import { isPlaceholder, placeholder } from "./placeholder.ts";
import { memberOf, membersOf, type Placed, resolved, type Scope, scopeOfCall } from "./scope.ts";
import { asCallable, type Callable, functionOf, nameNode, type Source } from "./source.ts";

/** So deep are functions followed into each other. */
const deepest = 12;

/**
 * Reads texts out of code: every alternative that an expression may give, with a placeholder such as `<name>` for each
 * part that is known only at run time. `asked` collects the functions whose parameters were placeholders.
 */
export class TextReader {
  readonly #source: Source;
  readonly #asked: Set<Callable>;
  #depth = 0;

  constructor(source: Source, asked: Set<Callable> = new Set()) {
    this.#source = source;
    this.#asked = asked;
  }

  /** The alternatives of a text. */
  texts(given: Placed): string[] {
    if (this.#depth > deepest) return [placeholder(given.node)];
    this.#depth += 1;
    try {
      const told = distinct(this.#read(given));
      // A name in the code tells more than what its value is made of.
      return told.length === 1 && told.every(isPlaceholder) && ts.isIdentifier(given.node)
        ? [placeholder(given.node)]
        : told;
    } finally {
      this.#depth -= 1;
    }
  }

  #read(given: Placed): string[] {
    const { node, scope } = resolved(this.#source, given);
    const at = (part: ts.Expression) => this.texts({ node: part, scope });
    if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return [node.text];
    if (ts.isRegularExpressionLiteral(node)) return [wordsOfPattern(node.text)];
    if (ts.isTemplateExpression(node)) {
      const parts = node.templateSpans.flatMap((span) => [at(span.expression), [span.literal.text]]);
      return joined([[node.head.text], ...parts]);
    }
    if (ts.isConditionalExpression(node)) return this.#choice({ node, scope });
    if (ts.isBinaryExpression(node)) return this.#operation({ node, scope });
    if (ts.isElementAccessExpression(node)) return this.#element({ node, scope });
    if (ts.isCallExpression(node)) return this.#call({ node, scope });
    return this.#unknown(node, given.node);
  }

  #unknown(node: ts.Expression, written: ts.Expression): string[] {
    if (node.getText() === "undefined") return [""];
    const named = ts.isIdentifier(node) ? functionOf(this.#source.symbolOf(node)) : undefined;
    if (named !== undefined)
      return returnsOf(named).flatMap((result) => this.texts({ node: result, scope: new Map() }));
    const elements = this.#elements(node);
    if (elements.length > 0) return elements;
    const owner = parameterOwner(this.#source, node);
    if (owner !== undefined) this.#asked.add(owner);
    return [placeholder(ts.isIdentifier(written) || ts.isPropertyAccessExpression(written) ? written : node)];
  }

  /** What a parameter of the function given to `map` stands for: each element of the list. */
  #elements(node: ts.Expression): string[] {
    const declaration = ts.isIdentifier(node) ? this.#source.symbolOf(node)?.valueDeclaration : undefined;
    if (declaration === undefined || !ts.isParameter(declaration)) return [];
    const call = declaration.parent.parent;
    if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return [];
    if (call.expression.name.text !== "map" || this.#depth > deepest) return [];
    const rows = this.lists({ node: call.expression.expression, scope: new Map() });
    return rows.flat().filter((text) => !isPlaceholder(text));
  }

  #choice({ node, scope }: Placed<ts.ConditionalExpression>): string[] {
    const decided = this.#test({ node: node.condition, scope });
    const sides =
      decided === undefined ? [node.whenTrue, node.whenFalse] : [decided ? node.whenTrue : node.whenFalse];
    const told = sides.flatMap((side) => this.texts({ node: side, scope }));
    // Whether a thrown value is an Error or not, what it says is one placeholder.
    return told.every(isPlaceholder) ? told.slice(0, 1) : told;
  }

  /** A pattern is matched with what is known; nothing else is decided. */
  #test({ node, scope }: Placed): boolean | undefined {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
    const { expression: pattern, name } = node.expression;
    const [subject] = node.arguments;
    if (!ts.isRegularExpressionLiteral(pattern) || name.text !== "test" || !subject) return undefined;
    const end = pattern.text.lastIndexOf("/");
    const matched = new RegExp(pattern.text.slice(1, end), pattern.text.slice(end + 1));
    return this.texts({ node: subject, scope }).some((text) => matched.test(text));
  }

  #operation({ node, scope }: Placed<ts.BinaryExpression>): string[] {
    const left = () => this.texts({ node: node.left, scope });
    const right = () => this.texts({ node: node.right, scope });
    switch (node.operatorToken.kind) {
      case ts.SyntaxKind.PlusToken:
        return this.#sum(node, left(), right());
      case ts.SyntaxKind.AmpersandAmpersandToken:
        return right();
      case ts.SyntaxKind.QuestionQuestionToken: {
        const first = left().filter((text) => text !== "");
        return first.length > 0 && first.every(isPlaceholder) ? first : [...first, ...right()];
      }
      case ts.SyntaxKind.BarBarToken: {
        const first = left();
        return first.includes("") ? [...first.filter((text) => text !== ""), ...right()] : first;
      }
      default:
        return [placeholder(node)];
    }
  }

  /** Where one side is a number, so is the sum, and known only to a run. */
  #sum(node: ts.BinaryExpression, left: string[], right: string[]): string[] {
    if (right.some(isNumber)) return [placeholder(node.left)];
    return left.some(isNumber) ? [placeholder(node.right)] : joined([left, right]);
  }

  #element({ node, scope }: Placed<ts.ElementAccessExpression>): string[] {
    const object = { node: node.expression, scope };
    const names = this.texts({ node: node.argumentExpression, scope });
    const named = names.flatMap((name) => memberOf(this.#source, object, name));
    const members = named.length > 0 ? named : membersOf(this.#source, object);
    return members.length > 0 ? members.flatMap((member) => this.texts(member)) : [placeholder(node)];
  }

  #call(call: Placed<ts.CallExpression>): string[] {
    const { node, scope } = call;
    const own = this.#ownText(call);
    if (own !== undefined) return own;
    if (ts.isPropertyAccessExpression(node.expression)) {
      const receiver = { node: node.expression.expression, scope };
      const method = node.expression.name.text;
      if (method === "join") return this.#joined(receiver, node.arguments[0]);
      if (method === "get") {
        const values = valuesOfMap(this.#source, receiver).flatMap((value) => this.texts(value));
        return values.length > 0 ? values : [placeholder(node)];
      }
    }
    const told = calledBy(this.#source, call).flatMap((called) =>
      returnsOf(called.node).flatMap((result) =>
        this.texts({ node: result, scope: scopeOfCall(this.#source, called, call) }),
      ),
    );
    return told.some((text) => text !== "" && !isPlaceholder(text)) ? told : [placeholder(node)];
  }

  /** What stands for a setting's name: `settingName` of settings/names.ts asks Pulumi for the project's. */
  #ownText({ node, scope }: Placed<ts.CallExpression>): string[] | undefined {
    const called = functionOf(this.#source.symbolOf(nameNode(node.expression)));
    const [path] = node.arguments;
    if (called === undefined || path === undefined) return undefined;
    const isSettingName =
      called.name?.getText() === "settingName" && this.#source.pathOf(called) === "settings/names.ts";
    if (!isSettingName) return undefined;
    return this.lists({ node: path, scope }).map((steps) => `pin-reset:${steps.join(".") || "<setting>"}`);
  }

  #joined(list: Placed, separator: ts.Expression | undefined): string[] {
    const between = separator ? (this.texts({ node: separator, scope: list.scope })[0] ?? ",") : ",";
    return this.lists(list).map((parts) => parts.join(between));
  }

  /** The alternatives of a list of texts. */
  lists(given: Placed): string[][] {
    const rest = this.#restOf(given);
    if (rest !== undefined) return this.#row(rest.given, rest.scope);
    const { node, scope } = resolved(this.#source, given);
    if (ts.isArrayLiteralExpression(node)) return this.#row(node.elements, scope);
    if (ts.isConditionalExpression(node))
      return [node.whenTrue, node.whenFalse].flatMap((side) => this.lists({ node: side, scope }));
    if (ts.isBinaryExpression(node)) {
      const isEither = node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken;
      return (isEither ? [node.left, node.right] : [node.right]).flatMap((side) =>
        this.lists({ node: side, scope }),
      );
    }
    if (ts.isTemplateExpression(node) || ts.isStringLiteralLike(node))
      return this.texts({ node, scope }).map((text) => [text]);
    if (ts.isElementAccessExpression(node)) return this.#member({ node, scope });
    if (ts.isCallExpression(node)) return this.#listCalled({ node, scope });
    return [this.#unknown(node, given.node)];
  }

  #member({ node, scope }: Placed<ts.ElementAccessExpression>): string[][] {
    const names = this.texts({ node: node.argumentExpression, scope });
    const members = names.flatMap((name) => memberOf(this.#source, { node: node.expression, scope }, name));
    return members.length > 0 ? members.flatMap((member) => this.lists(member)) : [[placeholder(node)]];
  }

  #listCalled(call: Placed<ts.CallExpression>): string[][] {
    const called = calledBy(this.#source, call);
    if (this.#depth > deepest) return [[placeholder(call.node)]];
    if (called.length > 0) {
      this.#depth += 4;
      const rows = called.flatMap((each) =>
        returnsOf(each.node).flatMap((node) =>
          this.lists({ node, scope: scopeOfCall(this.#source, each, call) }),
        ),
      );
      this.#depth -= 4;
      return rows;
    }
    const { expression } = call.node;
    return ts.isPropertyAccessExpression(expression)
      ? this.#derived(call.node, { node: expression.expression, scope: call.scope })
      : [[placeholder(call.node)]];
  }

  #restOf({ node, scope }: Placed) {
    const symbol = ts.isIdentifier(node) ? this.#source.symbolOf(node) : undefined;
    const bound = symbol && scope.get(symbol);
    return bound?.isRest ? bound : undefined;
  }

  #row(elements: readonly ts.Expression[], scope: Scope): string[][] {
    const parts = elements.map((element) =>
      ts.isSpreadElement(element)
        ? this.lists({ node: element.expression, scope })
        : this.texts({ node: element, scope }).map((text) => [text]),
    );
    return product<readonly string[], string[]>(parts, [], (row, more) => [...row, ...more]);
  }

  #derived(call: ts.CallExpression, receiver: Placed): string[][] {
    const method = nameNode(call.expression).getText();
    const [given] = call.arguments;
    if (method === "filter" && given?.getText() === "Boolean")
      return this.lists(receiver).map((row) => row.filter((text) => text !== ""));
    const work = given && asCallable(given);
    if ((method !== "map" && method !== "flatMap") || work === undefined)
      return method === "slice" ? this.lists(receiver) : [[placeholder(call)]];
    const each = { scope: receiver.scope };
    return returnsOf(work).flatMap((node) =>
      method === "map" ? this.texts({ node, ...each }).map((text) => [text]) : this.lists({ node, ...each }),
    );
  }
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}
