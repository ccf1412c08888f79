import { rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { findPulumiForEmbeddedTenant } from "../../pulumi-cli/find.ts";
import { startTenants } from "../../tenant/many.ts";
import { startTenant } from "../../tenant/server.ts";
import { prepareBackend, prepareStack } from "./stack.ts";

type Where = { readonly port: number; readonly directory: string };
type Settings = { readonly latencyMilliseconds: number };

/** What was started: what to say of it, what to export, and how to stop it. */
type Running = {
  readonly greeting: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
};

/** Starts a tenant, with an empty stack `dev` for it. */
export async function startOne(where: Where, project: string, settings: Settings): Promise<Running> {
  const cli = await findPulumiForEmbeddedTenant();
  const tenant = await startTenant(where);
  try {
    Object.assign(tenant.state.settings, settings);
    await forgetStacks(where.directory);
    return {
      greeting: `The embedded tenant is at ${tenant.origin}.`,
      variables: {
        ...tenant.env,
        ...(await prepareStack(cli, where.directory, project, { select: true })),
        TENANT_ORIGIN: tenant.origin,
        TENANT_CONTROL_KEY: tenant.controlKey,
      },
      close: tenant.close,
    };
  } catch (error) {
    // It would keep the process from ending.
    await tenant.close();
    throw error;
  }
}

/** Starts many tenants, with a fleet.yaml of them in the directory, and an empty backend. */
export async function startFleet(
  where: Where,
  project: string,
  settings: Settings,
  count: number,
): Promise<Running> {
  const tenants = await startTenants({ ...where, count, start: { settings } });
  await forgetStacks(where.directory);
  const file = join(where.directory, "fleet.yaml");
  await writeFile(file, tenants.fleetFile({ project: relative(where.directory, project) || "." }));
  return {
    greeting: `${count} embedded tenants listen at ${tenants.origin}; ${file} lists them.`,
    variables: {
      ...tenants.env,
      ...(await prepareBackend(where.directory)),
      TENANT_ORIGIN: tenants.origin,
      TENANT_CONTROL_KEY: tenants.controlKey,
    },
    close: tenants.close,
  };
}

/** What a tenant held is gone since the last time, and so is what a stack and the journal of a fleet's run know of it. */
async function forgetStacks(directory: string): Promise<void> {
  for (const folder of ["pulumi", ".pin-reset"]) {
    await rm(join(directory, folder), { recursive: true, force: true });
  }
}
