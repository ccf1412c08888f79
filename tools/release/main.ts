import { rm } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { repository } from "../../pulumi-cli/stack.ts";
import { fullMessage } from "../../text/explained-error.ts";
import { refuseFilledFolder } from "../output-folder.ts";
import { makeRelease } from "./make-release.ts";

/**
 * `npm run release -- --dry-run`: everything that a release has, in release/, and nothing of it published. Publishing is the work of
 * .github/workflows/release.yml alone, which does this too, and then publishes what was made.
 */
const { values } = parseArgs({
  options: {
    "dry-run": { type: "boolean", default: false },
    out: { type: "string" },
    without: { type: "string", multiple: true, default: [] },
  },
});

if (values["dry-run"]) {
  try {
    const folder = await emptyFolder();
    await makeRelease(folder, {
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

/** release/ holds what an earlier run made, and nothing else. */
async function emptyFolder(): Promise<string> {
  const own = path.join(repository, "release");
  const folder = path.resolve(values.out ?? own);
  if (folder === own) {
    await rm(own, { recursive: true, force: true });
  } else {
    await refuseFilledFolder(folder);
  }
  return folder;
}
