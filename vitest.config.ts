import { defineConfig } from "vitest/config";
import { distForm, formVariable } from "./tools/test/dist-form.ts";

const slow = 120_000;

/** They replace a module of Node.js, or meet what @azure/identity remembers for the life of its process. */
const ownProcess = [
  "test/intune/complaints/creating.test.ts",
  "test/fleet/credentials/managed-identity.test.ts",
  "test/graph/credentials/managed-identity-*.test.ts",
  "test/tenant/identity-*.test.ts",
];

/** They run beside the engine tests, and beside a first build of the CLI. */
const beside = { testTimeout: 30_000, hookTimeout: 30_000 };

/** The tests that meet the npm package's JavaScript in place of the sources: see tools/test/dist.ts. */
const compiled = {
  plugins: [distForm(async () => (await import("./test/engine/package/artifacts.ts")).compiledModules())],
  extends: true as const,
  test: {
    ...beside,
    name: "dist",
    include: ["test/**/*.test.ts"],
    exclude: ["test/engine/**", "test/journeys/**"],
  },
};

export default defineConfig({
  test: {
    pool: "forks",
    setupFiles: ["test/setup.ts"],
    // What is waited for comes late on a machine that runs all of them at once.
    expect: { poll: { timeout: 20_000 } },
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
      // Tests run them in processes of their own, since each needs a whole process of Pulumi's SDK or of the plugin; what such a
      // process runs is not measured.
      exclude: ["provider/construct*.ts", "provider/invalid-inputs.ts", "provider/serve-ahead.ts"],
      reporter: ["text-summary", "json-summary", "html"],
      thresholds: { lines: 95, branches: 95 },
    },
    projects:
      process.env[formVariable] === "dist"
        ? [compiled]
        : [
            {
              extends: true,
              test: {
                ...beside,
                name: "unit",
                include: ["test/**/*.test.ts"],
                exclude: ["test/engine/**", "test/journeys/**", ...ownProcess],
                // What all files import is loaded once: a third of their time.
                isolate: false,
              },
            },
            {
              extends: true,
              test: {
                ...beside,
                name: "unit-own-process",
                include: ownProcess,
              },
            },
            {
              extends: true,
              test: {
                name: "engine",
                include: ["test/engine/**/*.test.ts", "test/journeys/**/*.test.ts"],
                testTimeout: slow,
                hookTimeout: slow,
                // Each waits for its CLI about half of the time.
                maxWorkers: 2,
                // Where one run has both, these come after the others.
                sequence: { groupOrder: 1 },
              },
            },
          ],
  },
});
