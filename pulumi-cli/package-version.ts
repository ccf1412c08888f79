import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The version that the Automation API downloads: that of the Pulumi SDK which is installed here. */
export function sdkVersion(): string {
  return versionOf("@pulumi/pulumi");
}

/** The version of the azuread plugin that a program needs: that of its SDK. */
export function azureadVersion(): string {
  return versionOf("@pulumi/azuread");
}

/** Parses without zod, which takes longer to load than everything else until the CLI is found. */
function versionOf(name: string): string {
  const file = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (
    typeof manifest === "object" &&
    manifest !== null &&
    "version" in manifest &&
    typeof manifest.version === "string"
  ) {
    return manifest.version;
  }
  throw new Error(`${file} has no version`);
}
