/** Does a function's work; what it throws is worded as the published plugin words the failure of a function. */
export async function invoking<Result>(token: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`invoking ${token}: 1 error occurred:\n\t* ${message}\n\n`, { cause: error });
  }
}
