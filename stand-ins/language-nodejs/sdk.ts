import { createRequire } from "node:module";
import path from "node:path";

/**
 * Finds a module of the Pulumi SDK that the program itself has installed.
 *
 * @param directory The program's folder.
 * @param module The module below `@pulumi/pulumi`, such as `cmd/run`.
 * @returns The module's file.
 * @throws Error that says to install the dependencies, where the SDK is not there.
 */
export function locateSdkModule(directory: string, module: string): string {
  try {
    return createRequire(path.join(directory, "package.json")).resolve(`@pulumi/pulumi/${module}/index.js`);
  } catch {
    throw new Error(
      `The Pulumi SDK is not installed: no @pulumi/pulumi that can be reached from ${directory}. ` +
        "Run `npm install` there, or `pulumi install`.",
    );
  }
}
