import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { z } from "zod";

/** The version of the published plugin whose place this takes: the engine asks for that of the installed package. */
export function installedVersion(): string {
  const manifest = createRequire(import.meta.url).resolve("@pulumi/azure-native/package.json");
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(manifest, "utf8"))).version;
}
