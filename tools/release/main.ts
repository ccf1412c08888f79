import { rm } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { repository } from "../../pulumi-cli/stack.ts";
import { fullMessage } from "../../text/explained-error.ts";
import { makeRelease } from "./make-release.ts";

/**
 * `npm run release -- --dry-run`: everything that a release has, in release/, and nothing of it published. Publishing is the work of
 * .github/workflows/release.yml alone, which does this too, and then publishes what was made.
 */
const { values } = parseArgs({
  options: {
    "dry-run": { type: "boolean", default: false },
    out: { type: "string", default: path.join(repository, "release") },
    without: { type: "string", multiple: true, default: [] },
  },
});

if (values["dry-run"]) {
  try {
    await rm(values.out, { recursive: true, force: true });
    await makeRelease(values.out, {
      without: values.without,
      print: (line) => process.stdout.write(`${line}\n`),
    });
  } catch (error) {
    process.stderr.write(`${fullMessage(error)}\n`);
    process.exitCode = 1;
  }
} else {
  process.stderr.write(
    "Only the workflow publishes, for a tag: docs/releasing.md. `npm run release -- --dry-run` makes all that it would publish.\n",
  );
  process.exitCode = 2;
}
