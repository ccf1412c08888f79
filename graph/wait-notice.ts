/** What is said once before each wait: `seconds` until the next attempt, `status` 0 where there was no response. */
export type WaitNotice = { seconds: number; status: number; method: string; path: string };

/** A wait as a user is told of it, without a full stop. */
export function describeWait({ seconds, status }: Pick<WaitNotice, "seconds" | "status">): string {
  if (status === 429) {
    return `Graph asks to wait ${seconds} s`;
  }
  const why = status === 0 ? "Graph cannot be reached" : `Graph answered ${status}`;
  return `${why}; trying again in ${seconds} s`;
}
