import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * `npm run mutants`: which changes of the code no test notices, by Stryker; `npm run mutants -- graph` looks at one folder
 * alone, `-- graph/retry.ts` at one file, and runs the tests of that folder. By hand and not in CI: each change runs the tests
 * that reach it.
 */
const everything = ["graph", "provider", "intune", "cli/reset"];
const asked = process.argv.length > 2 ? process.argv.slice(2) : everything;
const tests = everything.filter((folder) => asked.some((path) => path.startsWith(folder)));
const patterns = asked.map((path) => (path.endsWith(".ts") ? path : `${path.replace(/\/$/, "")}/**/*.ts`));
const manifest = createRequire(import.meta.url).resolve("@stryker-mutator/core/package.json");
const stryker = spawn(
  process.execPath,
  [join(dirname(manifest), "bin", "stryker.js"), "run", "--mutate", patterns.join(",")],
  {
    stdio: "inherit",
    env: { ...process.env, MUTANTS_TESTS: tests.map((folder) => `test/${folder}`).join(",") },
  },
);
const [code] = await once(stryker, "exit");
process.exitCode = typeof code === "number" ? code : 1;
