import { fork } from "node:child_process";
import { once } from "node:events";
import { findPulumiForEmbeddedTenant } from "../../pulumi-cli/find.ts";
import { fullMessage } from "../../text/explained-error.ts";
import { findTemporal } from "../temporal/find.ts";
import { type Count, reportCount, sumOf, uncounted } from "./count.ts";
import { runTests } from "./run.ts";

/**
 * `npm test`: every test, with coverage; `npm test -- test/plugin` runs those whose path says so, without.
 * The last line is `N passed, N failed`, and the exit code is 0 only when none failed and coverage suffices.
 */
const filters = process.argv.slice(2);
reportCount(filters.length === 0 ? await runAll() : await runSome());

async function runSome(): Promise<Count> {
  if (filters.some((filter) => filter.includes("engine"))) {
    await findClis();
  }
  return runTests({ filters });
}

/** The engine tests wait much: the others fill that time, and that of a first build. */
async function runAll(): Promise<Count> {
  return sumOf((await Promise.all([runUnit(), runEngine()])).flat());
}

/** The sources, and then some of the same tests on the npm package's JavaScript. */
async function runUnit(): Promise<Count[]> {
  return [await runProject("unit"), await runChild("./dist.ts", [])];
}

async function runEngine(): Promise<Count> {
  try {
    // The engine tests have time limits, which a first build of a CLI would exceed.
    await findClis();
  } catch (error) {
    process.stderr.write(`${fullMessage(error)}\n`);
    return uncounted("the Pulumi or Temporal CLI that the engine tests need");
  }
  return runProject("engine");
}

/** Builds of both at once would take the memory of four processors. */
async function findClis(): Promise<void> {
  await findPulumiForEmbeddedTenant();
  await findTemporal();
}

async function runProject(project: string): Promise<Count> {
  return await runChild("./project.ts", [project]);
}

async function runChild(file: string, args: readonly string[]): Promise<Count> {
  const child = fork(new URL(file, import.meta.url), args);
  let count: Count | undefined;
  child.once("message", (message: Count) => {
    count = message;
  });
  const [code] = await once(child, "exit");
  if (code !== 0) {
    process.exitCode = 1;
  }
  return count ?? uncounted(`${[file, ...args].join(" ")} (ended with ${code} before it could count)`);
}
