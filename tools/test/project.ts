import { runTests } from "./run.ts";

/** The tests of one project, in a process of their own that tells its parent how many there were. */
const [project = "unit"] = process.argv.slice(2);

process.send?.(await runTests({ project: `${project}*`, coverage: project === "unit" }));
process.disconnect();
