import { cp, mkdir, readdir, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { repository } from "../../engine/stack.ts";

/** What a checkout of somebody's own repository does not have of this one, or has as its own. */
const left = /^(\.git|\.github|coverage|node_modules|test|Pulumi\..+\.yaml)$/;

/**
 * Fills a folder with a checkout of this project as a team has it that copied the pipelines' folders, dependencies
 * installed.
 *
 * @param top The repository's folder, where it has more than this project.
 */
export async function checkOut(directory: string, top: string = directory): Promise<void> {
  const entries = (await readdir(repository)).filter((entry) => !left.test(entry));
  await Promise.all(
    entries.map((entry) =>
      cp(path.join(repository, entry), path.join(directory, entry), { recursive: true }),
    ),
  );
  await symlink(path.join(repository, "node_modules"), path.join(directory, "node_modules"));
  await copyPipelines("github", path.join(top, ".github", "workflows"));
  await copyPipelines("azure", path.join(top, "pipelines"));
  // Only what was copied is there to be run.
  await rm(path.join(directory, "docs"), { recursive: true });
}

async function copyPipelines(name: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await cp(path.join(repository, "docs", "pipelines", name), to, { recursive: true });
}
