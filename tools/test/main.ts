import { startVitest } from "vitest/node";
import { findPulumi } from "../pulumi/find.ts";
import { countTests } from "./count.ts";

/**
 * `npm test`: every test, with coverage; `npm test -- test/plugin` runs those whose path says so, without.
 * The last line is `N passed, N failed`, and the exit code is 0 only when none failed and coverage suffices.
 */
const filters = process.argv.slice(2);

if (filters.length === 0 || filters.some((filter) => filter.includes("engine"))) {
  // The engine tests have time limits, which a first build of the CLI would exceed.
  await findPulumi();
}

const vitest = await startVitest("test", filters, { run: true, coverage: { enabled: filters.length === 0 } });
await vitest.close();

const { passed, failed } = countTests(vitest.state.getTestModules());
if (failed > 0 || passed === 0) process.exitCode = 1;
process.stdout.write(`${passed} passed, ${failed} failed\n`);
