import ts from "typescript";
import type { Callable, Source } from "./source.ts";

/** What a parameter stands for in one call: expressions (several for a rest parameter), in the scope of the caller. */
type Bound = {
  readonly given: readonly ts.Expression[];
  readonly isRest: boolean;
  readonly scope: Scope;
};

export type Scope = ReadonlyMap<ts.Symbol, Bound>;

/** A node, and what the parameters in it stand for. */
export type Placed<Node extends ts.Node = ts.Expression> = { readonly node: Node; readonly scope: Scope };

/** The scope inside a function that is called with these arguments. */
export function scopeOfCall(
  source: Source,
  { node: called, scope: inner }: Placed<Callable>,
  call: Placed<ts.CallExpression>,
): Scope {
  const bound = new Map(inner);
  called.parameters.forEach((parameter, index) => {
    const isRest = parameter.dotDotDotToken !== undefined;
    const given = isRest ? call.node.arguments.slice(index) : call.node.arguments.slice(index, index + 1);
    if (given.length === 0 && !isRest) return;
    for (const [symbol, value] of boundNames(source, parameter.name, { given, isRest, scope: call.scope }))
      bound.set(symbol, value);
  });
  return bound;
}

function boundNames(source: Source, name: ts.BindingName, value: Bound): [ts.Symbol, Bound][] {
  if (ts.isIdentifier(name)) {
    const symbol = source.symbolOf(name);
    return symbol === undefined ? [] : [[symbol, value]];
  }
  const [given] = value.given;
  if (given === undefined || ts.isArrayBindingPattern(name)) return [];
  return name.elements.flatMap((element) => {
    const members = memberOf(source, { node: given, scope: value.scope }, nameOfElement(element));
    return members.flatMap(({ node, scope }) =>
      boundNames(source, element.name, { given: [node], isRest: false, scope }),
    );
  });
}

function nameOfElement({ propertyName, name }: ts.BindingElement): string {
  return (propertyName ?? name).getText();
}

/** What an expression is, looked up through names, parameters and members as far as the code tells. */
export function resolved(source: Source, placed: Placed): Placed {
  const { node, scope } = placed;
  if (isWrapped(node)) return resolved(source, { node: node.expression, scope });
  if (ts.isPropertyAccessExpression(node)) {
    const [member] = memberOf(source, { node: node.expression, scope }, node.name.text);
    return member === undefined ? placed : resolved(source, member);
  }
  if (!ts.isIdentifier(node)) return placed;
  const symbol = source.symbolOf(node);
  const bound = symbol && scope.get(symbol);
  if (bound && !bound.isRest && bound.given[0])
    return resolved(source, { node: bound.given[0], scope: bound.scope });
  const initial = initializerOf(symbol);
  return initial === undefined ? placed : resolved(source, { node: initial, scope });
}

function isWrapped(node: ts.Expression) {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isAwaitExpression(node)
  );
}

function initializerOf(symbol: ts.Symbol | undefined): ts.Expression | undefined {
  const declaration = symbol?.valueDeclaration;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration)) return undefined;
  const isConstant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  return isConstant ? declaration.initializer : undefined;
}

/** The value of an object's property, where the code has that object in full. */
export function memberOf(source: Source, object: Placed, name: string): Placed[] {
  const { node, scope } = resolved(source, object);
  if (!ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap((property) => {
    if (property.name?.getText().replace(/^["']|["']$/g, "") !== name) return [];
    const value = propertyValue(property);
    return value === undefined ? [] : [{ node: value, scope }];
  });
}

/** All values of an object, where the code has that object in full. */
export function membersOf(source: Source, object: Placed): Placed[] {
  const { node, scope } = resolved(source, object);
  if (!ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap((property) => {
    const value = propertyValue(property);
    return value === undefined ? [] : [{ node: value, scope }];
  });
}

function propertyValue(property: ts.ObjectLiteralElementLike): ts.Expression | undefined {
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}
