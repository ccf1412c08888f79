import path from "node:path";
import { parseArgs } from "node:util";
import { repository } from "../../pulumi-cli/stack.ts";
import { fullMessage } from "../../text/explained-error.ts";
import { refuseFilledFolder } from "../output-folder.ts";
import { isLanguage, type Language, languageNames } from "./languages.ts";
import { makeSdks } from "./make-sdks.ts";
import { readPackageSchema } from "./package-schema.ts";

/** `npm run sdks`: all of them into sdks/; `npm run sdks -- python go --out FOLDER` makes some elsewhere. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: "string" } },
});
const unknown = positionals.find((name) => !isLanguage(name));
if (unknown === undefined) {
  await make(positionals.length === 0 ? languageNames : positionals.filter(isLanguage)).catch((error) => {
    process.stderr.write(`${fullMessage(error)}\n`);
    process.exitCode = 1;
  });
} else {
  process.stderr.write(`There is no SDK for ${unknown}: the languages are ${languageNames.join(", ")}.\n`);
  process.exitCode = 2;
}

async function make(which: readonly Language[]): Promise<void> {
  const own = path.join(repository, "sdks");
  const out = path.resolve(values.out ?? own);
  if (out !== own) {
    // Of a folder such as the home folder, go/ is another's.
    for (const language of which) {
      await refuseFilledFolder(path.join(out, language));
    }
  }
  await makeSdks(await readPackageSchema(), out, which);
  for (const language of which) {
    process.stdout.write(`${path.relative("", path.join(out, language))}\n`);
  }
}
