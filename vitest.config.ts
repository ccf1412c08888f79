import { defineConfig } from "vitest/config";

const slow = 120_000;

export default defineConfig({
  test: {
    pool: "forks",
    setupFiles: ["test/setup.ts"],
    coverage: {
      provider: "v8",
      include: [
        "graph/**/*.ts",
        "provider/**/*.ts",
        "intune/**/*.ts",
        "components/**/*.ts",
        "domain/**/*.ts",
        "lookups/**/*.ts",
        "settings.ts",
        "settings/**/*.ts",
      ],
      reporter: ["text-summary", "json-summary", "html"],
      // What only a run of the engine reaches, such as resource hooks, is not counted here.
      thresholds: { lines: 95, branches: 94.5 },
    },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/engine/**"],
          // They run beside the engine tests, and beside a first build of the CLI.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          testTimeout: slow,
          hookTimeout: slow,
          fileParallelism: false,
        },
      },
    ],
  },
});
