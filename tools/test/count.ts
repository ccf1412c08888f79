import type { TestCase, TestModule } from "vitest/node";

/** How many tests passed and failed, and the names of those that did not pass at once, for the end of a long log. */
export type Count = {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly string[];
  /** Those that failed, and passed when they were run once more. */
  readonly flaky: readonly string[];
};

/** A run that ended before its tests could be counted. */
export function uncounted(what: string): Count {
  return { passed: 0, failed: 1, failures: [what], flaky: [] };
}

/** The counts of several runs, as one. */
export function sumOf(counts: readonly Count[]): Count {
  return {
    passed: counts.reduce((sum, count) => sum + count.passed, 0),
    failed: counts.reduce((sum, count) => sum + count.failed, 0),
    failures: counts.flatMap(({ failures }) => failures),
    flaky: counts.flatMap(({ flaky }) => flaky),
  };
}

/** Writes what did not pass at once, and the line `N passed, N failed`; the process fails where a test did, or where there was none. */
export function reportCount({ passed, failed, failures, flaky }: Count): void {
  if (failed > 0 || passed === 0) {
    process.exitCode = 1;
  }
  const lines = [
    ...flaky.map((name) => `passed at the second attempt: ${name}`),
    ...failures.map((name) => `failed: ${name}`),
    `${passed} passed, ${failed} failed`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** Counts tests; a file that could not be loaded, or a hook that threw, is one failure. */
export function countTests(modules: readonly TestModule[]): Count {
  return sumOf(modules.map(countModule));
}

function countModule(testModule: TestModule): Count {
  const tests = [...testModule.children.allTests()];
  const named = (some: readonly TestCase[]) =>
    some.map((test) => `${testModule.relativeModuleId} > ${test.fullName}`);
  const failures = named(tests.filter((test) => test.result().state === "failed"));
  const passed = tests.filter((test) => test.result().state === "passed");
  const isBroken = failures.length === 0 && testModule.state() === "failed";
  const broken = isBroken ? [`${testModule.relativeModuleId} (could not be loaded, or a hook threw)`] : [];
  return {
    passed: passed.length,
    failed: failures.length + broken.length,
    failures: [...failures, ...broken],
    flaky: named(passed.filter((test) => test.diagnostic()?.flaky)),
  };
}
