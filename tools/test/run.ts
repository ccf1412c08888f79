import { startVitest } from "vitest/node";
import { type Count, countTests } from "./count.ts";

/** What is run: the tests whose path contains one of the filters, of one project or of all. */
export type Selection = {
  readonly project?: string;
  readonly filters?: readonly string[];
  readonly coverage?: boolean;
};

/** Runs tests in this process and counts them. Vitest sets the exit code where one fails or coverage does not suffice. */
export async function runTests({ project, filters = [], coverage = false }: Selection): Promise<Count> {
  const vitest = await startVitest("test", [...filters], {
    run: true,
    coverage: { enabled: coverage },
    ...(project !== undefined && { project: [project] }),
  });
  await vitest.close();
  return countTests(vitest.state.getTestModules());
}
