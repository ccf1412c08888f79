import { cp, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";

/** Files and folders that the compiled code reads, starts or names by their path. */
export const copied = [
  "LICENSE",
  "cli/drift/page.css",
  "domain/can-reset.ps1",
  "fleet/fleet.schema.json",
  "fleet/report/page",
  "intune/PulumiPlugin.yaml",
  "intune/pulumi-resource-intune.cmd",
  "launcher/compile-cache.d.ts",
  "launcher/compile-cache.js",
  "launcher/defer-unused.d.ts",
  "launcher/defer-unused.js",
  "policy/PulumiPolicy.yaml",
  "policy/config.json",
  "policy/package.json",
  "pulumi-cli/go.mod",
  "pulumi-cli/go.sum",
  "pulumi-cli/without-api",
  "settings/stack.schema.json",
  "text/page",
] as const;

/** Plain JavaScript that imports TypeScript. */
export const launchers = [
  "cli/pin-reset.js",
  "intune/index.js",
  "intune/pulumi-resource-intune",
  "policy/index.cjs",
] as const;

/** A file of the checkout alone, below a folder that is copied. */
export const ofCheckout = /(?:^|\/)tsconfig\.json$/;

/**
 * Puts what the compiler leaves out beside its output.
 *
 * @param project The project's folder.
 * @param target The package's folder.
 */
export async function addOtherFiles(project: string, target: string): Promise<void> {
  await Promise.all([
    ...copied.map((name) =>
      cp(path.join(project, name), path.join(target, name), {
        recursive: true,
        filter: (source) => !ofCheckout.test(source),
      }),
    ),
    ...launchers.map((name) => addLauncher(path.join(project, name), path.join(target, name))),
  ]);
}

async function addLauncher(source: string, target: string): Promise<void> {
  const [text, { mode }] = await Promise.all([readFile(source, "utf8"), stat(source)]);
  await writeFile(target, launcherOfPackage(text), { mode });
}

/** A launcher as the package has it: it imports JavaScript, and names no command that only a checkout has. */
export function launcherOfPackage(text: string): string {
  return text
    .replaceAll(/(import\("\.\/[\w-]+)\.ts"\)/g, '$1.js")')
    .replace(/, or use `npm run [\w-]+ --`, which brings its own\./, ".");
}
