import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { create } from "tar";
import { version } from "../../../version.ts";
import { nameCommandsOfPackage } from "../commands.ts";
import { launcherOfPackage } from "../other-files.ts";
import { bundleProvider } from "./bundle.ts";
import { thirdPartyNotices } from "./notices.ts";

const project = path.join(import.meta.dirname, "../../..");

/** A system as the Pulumi CLI names it. */
export type Target = { readonly os: "linux" | "darwin" | "windows"; readonly arch: "amd64" | "arm64" };

/** Every system that there is an archive for. */
export const targets: readonly Target[] = (["linux", "darwin", "windows"] as const).flatMap((os) =>
  (["amd64", "arm64"] as const).map((arch) => ({ os, arch })),
);

/** The name by which the CLI asks for an archive. Source: https://www.pulumi.com/docs/iac/guides/building-extending/packages/publishing-packages/ */
export function archiveName({ os, arch }: Target): string {
  return `pulumi-resource-intune-v${version}-${os}-${arch}.tar.gz`;
}

const executables: ReadonlySet<string> = new Set(["pulumi-resource-intune", "intune/pulumi-resource-intune"]);

/**
 * Makes the plugin's archives: the bundled provider, and a launcher that finds Node.js. The same sources and packages make the same bytes.
 *
 * @param folder Gets the archives; it is made where it is not there.
 * @returns The archives' paths.
 */
export async function buildArchives(folder: string, wanted: readonly Target[] = targets): Promise<string[]> {
  const staging = await mkdtemp(path.join(tmpdir(), "plugin-"));
  try {
    await fill(staging);
    await mkdir(folder, { recursive: true });
    const archives: string[] = [];
    for (const target of wanted) {
      const file = path.join(folder, archiveName(target));
      await pack(staging, target, file);
      archives.push(file);
    }
    return archives;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Everything for every system; both launchers. */
async function fill(staging: string): Promise<void> {
  const packages = await bundleProvider(project, path.join(staging, "intune"));
  await nameCommandsOfPackage(path.join(staging, "intune"));
  const launcher = await readFile(path.join(project, "intune/pulumi-resource-intune"), "utf8");
  await mkdir(path.join(staging, "launcher"));
  await Promise.all([
    writeFile(path.join(staging, "intune/pulumi-resource-intune"), launcherOfPackage(launcher)),
    writeFile(path.join(staging, "package.json"), `${JSON.stringify({ type: "module", version })}\n`),
    writeFile(path.join(staging, "THIRD-PARTY-NOTICES"), await thirdPartyNotices(packages)),
    copyFile(path.join(project, "LICENSE"), path.join(staging, "LICENSE")),
    copyFile(
      path.join(project, "launcher/compile-cache.js"),
      path.join(staging, "launcher/compile-cache.js"),
    ),
    ...["pulumi-resource-intune", "pulumi-resource-intune.cmd"].map((name) =>
      copyFile(path.join(import.meta.dirname, name), path.join(staging, name)),
    ),
  ]);
}

async function pack(staging: string, { os }: Target, file: string): Promise<void> {
  const entries = await readdir(staging, { recursive: true, withFileTypes: true });
  const leftOut = os === "windows" ? "pulumi-resource-intune" : "pulumi-resource-intune.cmd";
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(staging, path.join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((name) => name !== leftOut)
    .sort();
  await Promise.all(
    files.map((name) => chmod(path.join(staging, name), executables.has(name) ? 0o755 : 0o644)),
  );
  // Nothing of the machine: no user, no time, and no system in the header of gzip.
  await create({ cwd: staging, file, gzip: { level: 9 }, portable: true, mtime: new Date(0) }, files);
}
