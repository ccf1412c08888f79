import { cp, mkdir, symlink } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { findPulumiForEmbeddedTenant } from "../../../pulumi-cli/find.ts";
import { type Stack, startStack } from "../../../pulumi-cli/stack.ts";
import type { Tenant } from "../../../tenant/server.ts";
import { version } from "../../../version.ts";
import { repository } from "../stack.ts";

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

/** Puts the provider of the checkout where the CLI has plugins that it has downloaded. */
async function installPlugin(home: string): Promise<void> {
  const folder = path.join(home, "plugins", `resource-intune-v${version}`);
  await mkdir(folder, { recursive: true });
  const executable = "pulumi-resource-intune";
  await symlink(path.join(repository, "intune", executable), path.join(folder, executable));
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
