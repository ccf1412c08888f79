import { existsSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vitest/config";
import { withCommandsOfPackage } from "../build/commands.ts";

const project = path.join(import.meta.dirname, "../..");
const tests = path.join(project, "test/");

/** Set to `dist`, it has tests meet the JavaScript of the npm package in place of the sources. */
export const formVariable = "PIN_RESET_FORM";

/**
 * Resolves the project's modules to the compiled ones that the npm package has of them. What it has none of, such as the embedded
 * tenant, stays as it is.
 *
 * @param build Builds the package, once, and returns its folder.
 */
export function distForm(build: () => Promise<string>): Plugin {
  let built: Promise<string> | undefined;
  return {
    name: "dist-form",
    enforce: "pre",
    async resolveId(specifier, importer) {
      if (!specifier.startsWith(".") || importer === undefined) {
        return undefined;
      }
      const source = path.resolve(path.dirname(importer), specifier);
      const name = path.relative(project, source);
      if (name.startsWith("..") || name.startsWith("node_modules")) {
        return undefined;
      }
      built ??= build();
      const compiled = path.join(await built, name.replace(/\.ts$/, ".js"));
      return existsSync(compiled) ? compiled : undefined;
    },
    // Hints of the package name other commands than those of a checkout: see nameCommandsOfPackage.
    transform: (code, file) => (file.startsWith(tests) ? withCommandsOfPackage(code) : undefined),
  };
}
