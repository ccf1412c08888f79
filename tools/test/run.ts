import { startVitest } from "vitest/node";
import { type Count, countTests } from "./count.ts";

/** What is run: the tests whose path contains one of the filters, of one project or of all. */
export type Selection = {
  readonly project?: string;
  readonly filters?: readonly string[];
  readonly coverage?: boolean;
  /** How often a test that failed is run again; it is told if it passes then. */
  readonly retry?: number;
};

/** Runs tests in this process and counts them. Vitest sets the exit code where one fails or coverage does not suffice. */
export async function runTests({
  project,
  filters = [],
  coverage = false,
  retry = 0,
}: Selection): Promise<Count> {
  const vitest = await startVitest("test", [...filters], {
    run: true,
    retry,
    coverage: { enabled: coverage },
    ...(project !== undefined && { project: [project] }),
  });
  await vitest.close();
  return countTests(vitest.state.getTestModules());
}
