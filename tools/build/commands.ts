import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { npmPackage } from "../../package-names.ts";

/**
 * Has the JavaScript of a package name commands as its users have them: what hints and help say, by the scripts of a checkout,
 * to run next.
 */
export async function nameCommandsOfPackage(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  await Promise.all(
    names
      .filter((name) => name.endsWith(".js"))
      .map(async (name) => {
        const file = path.join(folder, name);
        const text = await readFile(file, "utf8");
        const named = withCommandsOfPackage(text);
        if (named !== text) {
          await writeFile(file, named);
        }
      }),
  );
}

/**
 * A text with the package's command and `pulumi` in place of a checkout's scripts. The package is named: without it, npx would ask the
 * registry for one that has the command's name.
 */
export function withCommandsOfPackage(text: string): string {
  return text
    .replaceAll(/npm run (?:--silent )?pin-reset --/g, `npx -p ${npmPackage} pin-reset`)
    .replaceAll(/npm run (?:--silent )?pulumi --/g, "pulumi");
}
