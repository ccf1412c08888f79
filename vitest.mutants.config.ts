import { defineConfig } from "vitest/config";

/**
 * For `npm run mutants`, which says by MUTANTS_TESTS where the tests of its folders are. Unit tests alone: what only a run
 * of the engine notices takes minutes to find.
 */
const tests = (process.env.MUTANTS_TESTS ?? "test/graph/**/*.test.ts").split(",");

export default defineConfig({
  test: {
    pool: "forks",
    setupFiles: ["test/setup.ts"],
    include: tests,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
