import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import ts from "typescript";

const repository = join(import.meta.dirname, "../..");

/** The folders and files whose errors a user may meet. The tenant, the tests and the other tools are for developers. */
const shown =
  /^(?:cli|components|domain|graph|intune|lookups|provider|pulumi-cli|settings|stand-ins\/language-nodejs)\/|^(?:settings|index)\.ts$/;

/** Launchers that are run as they are: plain JavaScript, one of them without an ending. */
const launchers = ["cli/pin-reset.js", "intune/pulumi-resource-intune"];

export type Callable =
  | ts.FunctionDeclaration
  | ts.ArrowFunction
  | ts.FunctionExpression
  | ts.MethodDeclaration;

/** The project's own code, with the types that the compiler finds in it. */
export type Source = {
  readonly files: readonly ts.SourceFile[];
  /** The file's path in the repository. */
  pathOf(node: ts.Node): string;
  /** What a name stands for, in whichever file that is declared. */
  symbolOf(node: ts.Node): ts.Symbol | undefined;
  typeOf(node: ts.Expression): ts.Type;
  /** The calls of a function by its name. */
  callsOf(declaration: ts.Node): readonly ts.CallExpression[];
};

/** Reads and checks the project in a folder, by default this one, as its tsconfig.json says. */
export function readSource(root = repository, launched: readonly string[] = launchers): Source {
  const inRoot = (file: string) => relative(root, file).split(sep).join("/");
  const isShown = (file: string) => shown.test(inRoot(file));
  const config = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const program = ts.createProgram(fileNames.filter(isShown), options);
  const checker = program.getTypeChecker();
  const files = program
    .getSourceFiles()
    .filter(({ fileName }) => isShown(fileName))
    .sort((one, other) => (one.fileName < other.fileName ? -1 : 1));
  const symbolOf = (node: ts.Node) =>
    ts.isShorthandPropertyAssignment(node.parent)
      ? original(checker, checker.getShorthandAssignmentValueSymbol(node.parent))
      : original(checker, checker.getSymbolAtLocation(node));
  const calls = callsByDeclaration(files, symbolOf);
  return {
    files: [...files, ...launched.map((path) => readLauncher(join(root, path)))],
    pathOf: (node) => inRoot(node.getSourceFile().fileName),
    symbolOf,
    typeOf: (node) => checker.getTypeAtLocation(node),
    callsOf: (declaration) => calls.get(declaration) ?? [],
  };
}

/** Every node below another one, itself first. */
export function* nodesIn(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  for (const child of children) yield* nodesIn(child);
}

function readLauncher(file: string): ts.SourceFile {
  const { ES2024 } = ts.ScriptTarget;
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ES2024, true, ts.ScriptKind.JS);
}

function original(checker: ts.TypeChecker, symbol: ts.Symbol | undefined): ts.Symbol | undefined {
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function callsByDeclaration(
  files: readonly ts.SourceFile[],
  symbolOf: Source["symbolOf"],
): Map<ts.Node, ts.CallExpression[]> {
  const found = new Map<ts.Node, ts.CallExpression[]>();
  for (const file of files) {
    for (const node of nodesIn(file)) {
      const called = ts.isCallExpression(node) ? functionOf(symbolOf(nameNode(node.expression))) : undefined;
      if (called !== undefined && ts.isCallExpression(node))
        found.set(called, [...(found.get(called) ?? []), node]);
    }
  }
  return found;
}

/** The name in what is called: `b` in `a.b()`. */
export function nameNode(callee: ts.Expression): ts.Node {
  return ts.isPropertyAccessExpression(callee) ? callee.name : callee;
}

/** The function that a symbol is declared as. */
export function functionOf(symbol: ts.Symbol | undefined): Callable | undefined {
  const declaration = symbol?.valueDeclaration;
  if (declaration === undefined) return undefined;
  return asCallable(
    ts.isVariableDeclaration(declaration) ? (declaration.initializer ?? declaration) : declaration,
  );
}

/** The node as a function with a body, where it is one. */
export function asCallable(node: ts.Node): Callable | undefined {
  const isCallable =
    ts.isFunctionDeclaration(node) ||
    ts.isArrowFunction(node) ||
    ts.isFunctionExpression(node) ||
    ts.isMethodDeclaration(node);
  return isCallable ? node : undefined;
}
