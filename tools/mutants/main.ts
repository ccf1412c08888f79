import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * `npm run mutants`: which changes of the code no test notices, by Stryker; `npm run mutants -- graph` looks at one folder
 * alone, `-- graph/retry.ts` at one file. Each change runs the tests of the folder; of a file that has a test of its own, that
 * one alone, so that what only other tests notice counts as unnoticed. By hand and not in CI.
 */
const everything = ["graph", "provider", "intune", "cli/reset"];
const asked = process.argv.length > 2 ? process.argv.slice(2) : everything;
const tests = [...new Set(asked.map(testsOf))];
const patterns = asked.map((path) => (path.endsWith(".ts") ? path : `${path.replace(/\/$/, "")}/**/*.ts`));
const manifest = createRequire(import.meta.url).resolve("@stryker-mutator/core/package.json");
const stryker = spawn(
  process.execPath,
  [join(dirname(manifest), "bin", "stryker.js"), "run", "--mutate", patterns.join(",")],
  {
    stdio: "inherit",
    env: { ...process.env, MUTANTS_TESTS: tests.join(",") },
  },
);
const [code] = await once(stryker, "exit");
process.exitCode = typeof code === "number" ? code : 1;

function testsOf(path: string): string {
  const own = `test/${path.replace(/\.ts$/, ".test.ts")}`;
  if (path.endsWith(".ts") && existsSync(own)) {
    return own;
  }
  const folder = everything.find((each) => path.startsWith(each));
  return `test/${folder ?? path}/**/*.test.ts`;
}
