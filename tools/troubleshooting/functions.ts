import ts from "typescript";
import { membersOf, type Placed, resolved } from "./scope.ts";
import { asCallable, type Callable, functionOf, nameNode, nodesIn, type Source } from "./source.ts";

/** What a function may return: its expression, or that of each of its return statements. */
export function returnsOf({ body }: Callable): ts.Expression[] {
  if (body === undefined) return [];
  if (!ts.isBlock(body)) return [body];
  return [...nodesIn(body)].flatMap((node) =>
    ts.isReturnStatement(node) && node.expression && ownerOf(node)?.body === body ? [node.expression] : [],
  );
}

/** The function around a node. */
export function ownerOf(node: ts.Node): Callable | undefined {
  for (let around = node.parent; around !== undefined; around = around.parent) {
    const owner = asCallable(around);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

/** The function whose parameter, or part of one, a name is. */
export function parameterOwner(source: Source, node: ts.Expression): Callable | undefined {
  const name = ts.isPropertyAccessExpression(node) ? node.expression : node;
  const declaration = ts.isIdentifier(name) ? source.symbolOf(name)?.valueDeclaration : undefined;
  if (declaration === undefined) return undefined;
  const isParameter = ts.isParameter(declaration) || ts.isBindingElement(declaration);
  return isParameter ? ownerOf(declaration) : undefined;
}

/** The functions of this project that a call may reach: several where it chooses one from a table. */
export function calledBy(source: Source, { node, scope }: Placed<ts.CallExpression>): Placed<Callable>[] {
  const { expression } = node;
  const candidates = ts.isElementAccessExpression(expression)
    ? membersOf(source, { node: expression.expression, scope })
    : [resolved(source, { node: expression, scope })];
  const literal = candidates.flatMap((each) => {
    const called = asCallable(each.node);
    return called === undefined ? [] : [{ node: called, scope: each.scope }];
  });
  if (literal.length > 0) return literal;
  const named = functionOf(source.symbolOf(nameNode(expression)));
  return named === undefined || named.getSourceFile().isDeclarationFile ? [] : [{ node: named, scope }];
}

/** The values of a `new Map` of pairs, where the code has it in full. */
export function valuesOfMap(source: Source, map: Placed): Placed[] {
  const { node, scope } = resolved(source, map);
  const [entries] = ts.isNewExpression(node) ? (node.arguments ?? []) : [];
  if (entries === undefined || !ts.isArrayLiteralExpression(entries)) return [];
  return entries.elements.flatMap((entry) =>
    ts.isArrayLiteralExpression(entry) && entry.elements[1] ? [{ node: entry.elements[1], scope }] : [],
  );
}
