import type { TestModule } from "vitest/node";

/** How many tests passed and failed, and the names of those that failed, for the end of a long log. */
export type Count = {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly string[];
};

/** A run that ended before its tests could be counted. */
export function uncounted(what: string): Count {
  return { passed: 0, failed: 1, failures: [what] };
}

/** The counts of several runs, as one. */
export function sumOf(counts: readonly Count[]): Count {
  return {
    passed: counts.reduce((sum, count) => sum + count.passed, 0),
    failed: counts.reduce((sum, count) => sum + count.failed, 0),
    failures: counts.flatMap((count) => count.failures),
  };
}

/** Writes what failed, and the line `N passed, N failed`; the process fails where a test did, or where there was none. */
export function reportCount({ passed, failed, failures }: Count): void {
  if (failed > 0 || passed === 0) {
    process.exitCode = 1;
  }
  process.stdout.write(
    `${[...failures.map((name) => `failed: ${name}`), `${passed} passed, ${failed} failed`].join("\n")}\n`,
  );
}

/** Counts tests; a file that could not be loaded, or a hook that threw, is one failure. */
export function countTests(modules: readonly TestModule[]): Count {
  return sumOf(modules.map(countModule));
}

function countModule(testModule: TestModule): Count {
  const tests = [...testModule.children.allTests()];
  const failed = tests.filter((test) => test.result().state === "failed");
  const failures = failed.map((test) => `${testModule.relativeModuleId} > ${test.fullName}`);
  const passed = tests.filter((test) => test.result().state === "passed").length;
  if (failed.length === 0 && testModule.state() === "failed") {
    return {
      passed,
      failed: 1,
      failures: [`${testModule.relativeModuleId} (could not be loaded, or a hook threw)`],
    };
  }
  return { passed, failed: failed.length, failures };
}
