import path from "node:path";
import { parseArgs } from "node:util";
import { repository } from "../../pulumi-cli/stack.ts";
import { isLanguage, languageNames } from "./languages.ts";
import { makeSdks } from "./make-sdks.ts";
import { readPackageSchema } from "./package-schema.ts";

/** `npm run sdks`: all of them into sdks/; `npm run sdks -- python go --out FOLDER` makes some elsewhere. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: "string", default: path.join(repository, "sdks") } },
});
const unknown = positionals.find((name) => !isLanguage(name));
if (unknown === undefined) {
  const which = positionals.length === 0 ? languageNames : positionals.filter(isLanguage);
  const schema = await readPackageSchema();
  await makeSdks(schema, values.out, which);
  for (const language of which) {
    process.stdout.write(`${path.relative("", path.join(values.out, language))}\n`);
  }
} else {
  process.stderr.write(`There is no SDK for ${unknown}: the languages are ${languageNames.join(", ")}.\n`);
  process.exitCode = 2;
}
