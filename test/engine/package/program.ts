import { cp, mkdir } from "node:fs/promises";
import path from "node:path";
import { extract } from "tar";
import { expect } from "vitest";
import { findOnPath } from "../../../pulumi-cli/executables.ts";
import { findPulumiForEmbeddedTenant } from "../../../pulumi-cli/find.ts";
import { type Stack, startStack } from "../../../pulumi-cli/stack.ts";
import type { Tenant } from "../../../tenant/server.ts";
import { version } from "../../../version.ts";
import { repository } from "../stack.ts";
import { pluginArchive } from "./artifacts.ts";

/** How long a first build of a Go program may take, where the CLI was downloaded and nothing of it was compiled here. */
export const buildMilliseconds = 600_000;

/** Whether tests are to be skipped, since a tool that they need is not on PATH. In CI it has to be there. */
export function lacks(...tools: readonly string[]): boolean {
  const missing = tools.filter((tool) => findOnPath(tool, process.env) === undefined);
  if (missing.length === 0 || process.env.CI) {
    return false;
  }
  process.stderr.write(`Tests of other languages are skipped: no ${missing.join(", no ")} on PATH.\n`);
  return true;
}

export type ProgramOptions = {
  /** Whose environment it runs in. */
  readonly tenant: Tenant;
  /** The folder that the stack's project is a copy of, below the repository's. */
  readonly folder: string;
  /** Folders to add to PATH, where language hosts are looked for. */
  readonly onPath?: readonly string[];
  /** Whether the provider's plugin is installed, as by default. */
  readonly plugin?: boolean;
};

/** Makes a stack of a program that is in a folder of the repository. The caller closes it. */
export async function openProgram(options: ProgramOptions): Promise<Stack> {
  const { tenant, folder, onPath = [], plugin = true } = options;
  const cli = await findPulumiForEmbeddedTenant();
  const folders = [cli.env.PATH, path.dirname(cli.command), ...onPath];
  return startStack({
    env: { ...tenant.env, PATH: folders.join(path.delimiter) },
    fill: (directory) => cp(path.join(repository, folder), directory, { recursive: true }),
    ...(plugin && { fillHome: installPlugin }),
  });
}

/** Unpacks the plugin's archive where the CLI has plugins that it has downloaded. */
async function installPlugin(home: string): Promise<void> {
  const folder = path.join(home, "plugins", `resource-intune-v${version}`);
  await mkdir(folder, { recursive: true });
  await extract({ file: await pluginArchive(), cwd: folder });
}

/** What PinReset registers in a program: itself, its three parts, and what they hold. */
export const typesOfPinReset = [
  "azuread:index/servicePrincipal:ServicePrincipal",
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant",
  "intune:index:DeviceConfigurationAssignments",
  "intune:index:PinReset",
  "intune:index:WindowsCustomConfiguration",
];

/** Expects that a tenant has the profile of PIN recovery, and that these groups have it. */
export function expectAssigned(tenant: Tenant, groupIds: readonly string[]): void {
  const profiles = pinRecoveryProfiles(tenant);
  expect(profiles).toHaveLength(1);
  expect(profiles[0]?.assignments.map(({ target }) => target)).toEqual(
    groupIds.map((groupId) => expect.objectContaining({ groupId })),
  );
}

/** The custom profiles of a tenant that turn PIN recovery on. */
export function pinRecoveryProfiles(tenant: Tenant) {
  return tenant.state.deviceConfigurations
    .all()
    .filter(({ omaSettings }) => JSON.stringify(omaSettings ?? []).includes("EnablePinRecovery"));
}
