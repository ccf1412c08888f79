import ts from "typescript";

/** What stands in a message for a value that is known only when it is raised, such as `<group id>`. */
export function placeholder(node: ts.Node): string {
  return `<${words(nameOf(node)) || "value"}>`;
}

/** Whether a text is nothing but a placeholder. */
export function isPlaceholder(text: string): boolean {
  return /^<[^<>]*>$/.test(text);
}

function words(name: string): string {
  return name
    .replace(/[#_]/g, "")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/^(?:get|to|find) (?=.)|(?<=.) (?:of|in|by)$/g, "");
}

/** What these give is what they are called on. */
const shaping = new Set([
  "join",
  "map",
  "slice",
  "toISOString",
  "trim",
  "toLowerCase",
  "replace",
  "filter",
  "split",
  "toString",
]);

/** What these give is their argument. */
const wrapping = new Set(["String", "stringify", "redact"]);

function nameOf(node: ts.Node): string {
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) return nameOfMember(node);
  if (ts.isElementAccessExpression(node)) return nameOf(node.expression);
  if (ts.isCallExpression(node)) return nameOfCall(node);
  if (ts.isBindingElement(node) || ts.isParameter(node)) return nameOf(node.name);
  if (ts.isConditionalExpression(node)) return nameOf(node.whenTrue);
  if (ts.isBinaryExpression(node)) return nameOf(node.left);
  if (ts.isParenthesizedExpression(node) || ts.isAwaitExpression(node)) return nameOf(node.expression);
  return "";
}

function nameOfMember({ expression, name }: ts.PropertyAccessExpression): string {
  if (name.text === "length") return `number of ${nameOf(expression)}`;
  return name.text === "message" ? "reason" : name.text;
}

function nameOfCall({ expression, arguments: given }: ts.CallExpression): string {
  const [first] = given;
  const called = nameOf(expression);
  if (wrapping.has(called) && first !== undefined) return nameOf(first);
  if (ts.isPropertyAccessExpression(expression) && shaping.has(called)) return nameOf(expression.expression);
  return called;
}
