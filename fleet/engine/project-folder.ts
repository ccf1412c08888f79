import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import type { TenantWork } from "../work.ts";
import { folderPrefix } from "./own-updates.ts";
import { namesSecretsProvider, readProject, shortName, stackFileText } from "./project-files.ts";

/** A project folder of one tenant's own. */
export type ProjectFolder = {
  readonly folder: string;
  /** The absolute path of its stack's file. */
  readonly stackFile: string;
  /** Whether its stack's file says where secrets are encrypted, as the project's own file for the stack does. */
  readonly namesSecretsProvider: boolean;
};

/**
 * Gives `use` a project folder that this user alone can read: the project's Pulumi.yaml, and the stack's file with the
 * tenant's settings. The program, its packages and plugins stay where they are.
 *
 * @throws FleetError `projectUnreadable`, and what `use` throws.
 */
export async function inProjectFolder<Result>(
  { fleet, tenant }: Pick<TenantWork, "fleet" | "tenant">,
  use: (project: ProjectFolder) => Promise<Result>,
): Promise<Result> {
  const project = await readProject(fleet.project);
  const content = await readFile(project.stackFile(tenant.stack), "utf8").catch(() => undefined);
  const text = stackFileText(tenant.settings, content);
  const folder = await mkdtemp(path.join(tmpdir(), folderPrefix));
  try {
    await writeFile(path.join(folder, "Pulumi.yaml"), project.text, { mode: 0o600 });
    const stackFile = path.join(folder, `Pulumi.${shortName(tenant.stack)}.yaml`);
    await writeFile(stackFile, text, { mode: 0o600 });
    return await use({ folder, stackFile, namesSecretsProvider: namesSecretsProvider(text) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Has the next update encrypt the stack's secrets by a key of a cloud, as `pulumi stack init --secrets-provider` names it. */
export async function nameSecretsProvider(
  { stackFile }: Pick<ProjectFolder, "stackFile">,
  provider: string,
): Promise<void> {
  await appendFile(stackFile, stringify({ secretsprovider: provider }));
}
