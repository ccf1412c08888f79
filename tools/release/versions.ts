import { readFile } from "node:fs/promises";
import path from "node:path";

/** The files that have the version beside version.ts: of each, what stands before the version. */
const places: Readonly<Record<string, string>> = {
  "package.json": '"version": "',
  "policy/package.json": '"version": "',
  "templates/pin-reset-typescript/package.json": '"pulumi-pin-reset": "',
  "templates/pin-reset-python/requirements.txt": "pulumi-intune==",
  "templates/pin-reset-yaml/Pulumi.yaml": "version: ",
  "examples/languages/typescript/package.json": '"pulumi-pin-reset": "',
  "examples/languages/python/requirements.txt": "pulumi-intune==",
  "examples/languages/csharp/pin-reset.csproj": 'Include="PinResetAsCode.Intune" Version="',
  "examples/languages/java/build.gradle": "io.github.pinreset:intune:",
};

/**
 * Makes sure that the packages, the templates and the examples have the version of a release.
 *
 * @throws Error that names each file that has another, with what it has.
 */
export async function checkVersionsOf(project: string, version: string): Promise<void> {
  const wrong: string[] = [];
  for (const [file, before] of Object.entries(places)) {
    const [, after] = (await readFile(path.join(project, file), "utf8")).split(before);
    const found = /^[\w.+-]*/.exec(after ?? "")?.[0];
    if (found !== version) {
      wrong.push(`${file} (${found || "none"})`);
    }
  }
  if (wrong.length > 0) {
    throw new Error(`version.ts has the version ${version}. Give the same one to ${wrong.join(", ")}.`);
  }
}
