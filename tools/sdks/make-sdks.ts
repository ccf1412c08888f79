import { execFile } from "node:child_process";
import { cp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { repository } from "../../pulumi-cli/stack.ts";
import { inTemporaryFolder } from "../../pulumi-cli/temporary-folder.ts";
import { goModule } from "./go-module.ts";
import { type FindOptions, findSdkGenerator } from "./go-programs.ts";
import { type Language, languages } from "./languages.ts";
import type { PackageSchema } from "./package-schema.ts";
import { readmeOf } from "./readme.ts";

/**
 * Makes the SDKs of the provider, each in a folder of its own, with a README that shows a program.
 *
 * @param schema As `pulumi package get-schema` prints it.
 * @param folder Gets a folder for each language; what was there of it is replaced.
 * @throws Error with what a generator reported.
 *
 * @example
 *     await makeSdks(await readPackageSchema(), "sdks", ["python"]);   // sdks/python
 */
export async function makeSdks(
  schema: PackageSchema,
  folder: string,
  which: readonly Language[],
  options: FindOptions = {},
): Promise<void> {
  const generator = await findSdkGenerator(options);
  await Promise.all(
    which.map((language) => rm(path.join(folder, language), { recursive: true, force: true })),
  );
  await inTemporaryFolder(async (temporary) => {
    const file = path.join(temporary, "schema.json");
    await writeFile(file, JSON.stringify(schema));
    await promisify(execFile)(generator, [file, folder, ...which]);
  });
  await Promise.all(which.map((language) => complete(schema, path.join(folder, language), language)));
}

/** Adds what a generator leaves to the publisher. */
async function complete(schema: PackageSchema, folder: string, language: Language): Promise<void> {
  const published = path.join(folder, languages[language].packageFolder(schema));
  await writeFile(path.join(published, "README.md"), await readmeOf(schema, language));
  await cp(path.join(repository, "LICENSE"), path.join(published, "LICENSE"));
  if (language === "go") {
    await writeFile(path.join(published, "go.mod"), goModule(schema));
  }
}
