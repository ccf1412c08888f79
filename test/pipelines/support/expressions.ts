/** What `${{ }}` reads, by the context's name. */
export type Contexts = Readonly<Record<string, unknown>>;

/**
 * Replaces each `${{ }}` in a text. Only what the pipelines use is understood: a path, as `vars.PULUMI_STACK`, and `||`
 * between one and a text.
 */
export function expand(text: string, contexts: Contexts): string {
  return text.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
    const values = expression.split(" || ").map((term) => value(term, contexts));
    return String(values.find(Boolean) ?? values.at(-1) ?? "");
  });
}

/** Whether a step or a job runs: terms joined by `&&`, each a path compared with a text or `!cancelled()`. */
export function holds(condition: string, contexts: Contexts): boolean {
  const bare = condition.replace(/^\$\{\{(.*)\}\}$/s, "$1");
  return bare.split("&&").every((term) => termHolds(term.trim(), contexts));
}

function termHolds(term: string, contexts: Contexts): boolean {
  if (term === "!cancelled()") {
    return true;
  }
  const [, left = "", operator, right = ""] = /^(\S+) (==|!=) (\S+)$/.exec(term) ?? [];
  if (operator === undefined) {
    throw new Error(`The condition ${term} is not understood`);
  }
  const equal = String(value(left, contexts) ?? "") === String(value(right, contexts) ?? "");
  return operator === "==" ? equal : !equal;
}

function value(term: string, contexts: Contexts): unknown {
  return term.startsWith("'") ? term.slice(1, -1) : lookUp(term, contexts);
}

function lookUp(path: string, contexts: Contexts): unknown {
  if (!/^[\w-]+(\.[\w-]+)+$/.test(path)) {
    throw new Error(`The expression ${path} is not understood`);
  }
  const [context = "", ...names] = path.split(".");
  if (!(context in contexts)) {
    throw new Error(`The context ${context} of ${path} is not there`);
  }
  return names.reduce<unknown>((outer, name) => Reflect.get(Object(outer), name), contexts[context]);
}
