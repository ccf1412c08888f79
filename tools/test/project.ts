import { runTests } from "./run.ts";

/**
 * The tests of one project, in a process of their own that tells its parent how many there were. A machine that runs all of them
 * may be late for one: that one has a second attempt, and the end of the log names it.
 */
const [project = "unit"] = process.argv.slice(2);

process.send?.(await runTests({ project: `${project}*`, coverage: project === "unit", retry: 1 }));
process.disconnect();
