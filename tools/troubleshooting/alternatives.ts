/** So many alternatives of one text are told apart; beyond them only the first of each part counts. */
const most = 24;

/** Every combination of one alternative from each part, put together in order. */
export function product<Part, Whole>(
  parts: readonly (readonly Part[])[],
  nothing: Whole,
  add: (whole: Whole, part: Part) => Whole,
): Whole[] {
  return parts.reduce<Whole[]>(
    (wholes, part) => {
      const usable = wholes.length * part.length > most ? part.slice(0, 1) : part;
      return wholes.flatMap((whole) => usable.map((more) => add(whole, more)));
    },
    [nothing],
  );
}

/** Every text that the alternatives of its parts give. */
export function joined(parts: readonly (readonly string[])[]): string[] {
  return product(parts, "", (text, more: string) => text + more);
}

export function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/** A pattern of alternatives, such as `/AADSTS70002(?:15|22)/`, in words. */
export function wordsOfPattern(literal: string): string {
  const pattern = literal.slice(1, literal.lastIndexOf("/")).replace(/\\b/g, "").replaceAll("\\/", "/");
  const group = /\(\?:([^()]*)\)/.exec(pattern);
  if (group === null) return pattern.split("|").join(" or ");
  const [before, after] = [pattern.slice(0, group.index), pattern.slice(group.index + group[0].length)];
  const alternatives = (group[1] ?? "").split("|").map((each) => before.split("|").at(-1) + each + after);
  return [...before.split("|").slice(0, -1), ...alternatives].join(" or ");
}
