import type { TestModule } from "vitest/node";

export type Count = { passed: number; failed: number };

/** How many tests passed and failed; a file that could not be loaded, or a hook that threw, is one failure. */
export function countTests(modules: readonly TestModule[]): Count {
  const count: Count = { passed: 0, failed: 0 };
  for (const testModule of modules) {
    const results = [...testModule.children.allTests()].map((test) => test.result().state);
    const failedTests = results.filter((state) => state === "failed").length;
    const isBroken = failedTests === 0 && testModule.state() === "failed";
    count.passed += results.filter((state) => state === "passed").length;
    count.failed += isBroken ? 1 : failedTests;
  }
  return count;
}
