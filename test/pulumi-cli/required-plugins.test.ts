import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";

const lockfile = z.object({
  packages: z.record(z.string(), z.object({ optional: z.boolean().default(false) })),
});
const manifest = z.object({
  name: z.string().optional(),
  pulumi: z.object({ resource: z.boolean().default(false) }).optional(),
});

/** The packages for which a CLI with Pulumi's own language host gets a plugin: it reads every package.json installed. */
function packagesWithPlugin(isLeftOut: (optional: boolean) => boolean): string[] {
  const { packages } = lockfile.parse(JSON.parse(readFileSync("package-lock.json", "utf8")));
  return Object.entries(packages)
    .filter(([folder, { optional }]) => folder.startsWith("node_modules/") && !isLeftOut(optional))
    .map(([folder]) => path.join(folder, "package.json"))
    .filter(existsSync)
    .map((file) => manifest.parse(JSON.parse(readFileSync(file, "utf8"))))
    .filter(({ pulumi }) => pulumi?.resource === true)
    .map(({ name }) => String(name));
}

it("with all packages, the plugins of azuread and azure-native are got", () => {
  expect(packagesWithPlugin(() => false).sort()).toEqual(["@pulumi/azure-native", "@pulumi/azuread"]);
});

it("without the optional packages, azure-native's plugin is not", () => {
  expect(packagesWithPlugin((optional) => optional)).toEqual(["@pulumi/azuread"]);
});
