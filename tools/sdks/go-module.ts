import { builtVersion } from "../../pulumi-cli/version.ts";
import type { PackageSchema } from "./package-schema.ts";

/** The oldest Go that the SDK of that version compiles with. */
const oldestGo = "1.25.11";

/**
 * The go.mod of the SDK for Go, whose generator makes none. It requires the SDK of the CLI that this project builds, so that Go has
 * compiled half of it already.
 */
export function goModule({ language }: PackageSchema): string {
  return [
    `module ${language.go.importBasePath}`,
    `go ${oldestGo}`,
    `require github.com/pulumi/pulumi/sdk/v3 v${builtVersion}`,
    "",
  ].join("\n\n");
}
