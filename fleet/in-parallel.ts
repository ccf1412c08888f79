/**
 * Does `work` for each item, at most so many at once, and begins in their order. Returns the results in the same order; after
 * the first failure it begins no more, waits for those under way, and throws that failure.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  mostAtOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<number, Result>();
  const open = items.entries();
  let failure: { readonly reason: unknown } | undefined;
  const takeOpen = async () => {
    for (const [index, item] of open) {
      try {
        results.set(index, await work(item));
      } catch (reason) {
        failure ??= { reason };
      }
      if (failure !== undefined) {
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(mostAtOnce, items.length) }, takeOpen));
  if (failure !== undefined) {
    throw failure.reason;
  }
  return [...results].sort(([one], [other]) => one - other).map(([, result]) => result);
}
