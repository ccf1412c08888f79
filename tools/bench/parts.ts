import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { z } from "zod";
import type { PulumiCli } from "../../pulumi-cli/find.ts";
import { version as ownVersion } from "../../version.ts";
import type { Part } from "./results.ts";

type Cli = Pick<PulumiCli, "version" | "origin" | "standIns">;

const azuread = "pulumi-resource-azuread";
const languageHost = "pulumi-language-nodejs";

/** Which parts of Pulumi a run of the dev stack uses. */
export function partsOf({ version, origin, standIns }: Cli): Part[] {
  const part = (name: string, published: string): Part =>
    standIns.includes(name)
      ? { name, version: ownVersion, origin: "stand-in of this project" }
      : { name, version: published, origin: "published" };
  return [
    { name: "pulumi", version, origin: origin === "build" ? "built from source" : "published" },
    // The CLI's package brings it, and both have one version.
    part(languageHost, version),
    part(azuread, packageVersion("@pulumi/azuread") ?? "unknown"),
  ];
}

/** Whether everything that the dev stack runs on is published, and nothing this project's stand-in. */
export function isAllPublished(parts: readonly Part[]): boolean {
  return parts.every(({ origin }) => origin !== "stand-in of this project");
}

/** The version of a package that is installed here, which of a plugin is the one that the program needs; undefined: none. */
export function packageVersion(name: string): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(manifest, "utf8"))).version;
  } catch {
    return undefined;
  }
}
