import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Fleet, FleetTenant } from "../../fleet/fleet.ts";
import type { Operation, WorkOptions } from "../../fleet/operations.ts";
import type { TenantWork } from "../../fleet/work.ts";
import { findPulumiForEmbeddedTenant } from "../../pulumi-cli/find.ts";
import { startRun } from "../../pulumi-cli/run.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import type { Tenant } from "../../tenant/server.ts";
import { repository } from "./stack.ts";

/** The settings of a tenant of the fleet. */
export const settings = {
  "pin-reset:assignments": { groups: ["Windows devices"], excludedGroups: ["Kiosks"] },
};

/** A fleet of stacks of this checkout, with state, plugins and journals in a folder of its own. */
export type FleetStacks = {
  readonly root: string;
  readonly fleet: Fleet;
  readonly env: Readonly<Record<string, string | undefined>>;
  tenant(name: string, more?: Partial<FleetTenant>): FleetTenant;
  work(operation: Operation, tenant: FleetTenant, more?: Partial<TenantWork>): TenantWork;
  /** Runs the CLI in a folder, with the environment of the fleet. */
  pulumi(folder: string, ...args: string[]): ReturnType<typeof startRun>;
  close(): Promise<void>;
};

export async function createFleetStacks(tenant: Tenant, project: string = repository): Promise<FleetStacks> {
  const root = await mkdtemp(path.join(tmpdir(), "fleet-"));
  const [state, home] = [path.join(root, "state"), path.join(root, "home")];
  await Promise.all([state, home].map((folder) => mkdir(folder)));
  const cli = await findPulumiForEmbeddedTenant({ ...process.env, PULUMI_HOME: home });
  const env = {
    ...process.env,
    ...tenant.env,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "for this fleet only",
  };
  const fleet: Fleet = {
    file: path.join(root, "fleet.yaml"),
    project,
    secretsProvider: "passphrase",
    rings: [{ name: "all", concurrency: 2, maxFailures: 0, approval: false }],
    tenants: [],
    webhooks: [],
  };
  return {
    root,
    fleet,
    env,
    tenant: (name, more) => ({
      name,
      tenantId: seeded.tenantId,
      ring: "all",
      tags: [],
      stack: name,
      settings,
      credential: { kind: "environment" },
      ...more,
    }),
    work: (operation, of, more) => ({
      fleet,
      tenant: of,
      operation,
      options: noOptions,
      runId: `${operation}-20261127T071500Z-4f2a`,
      env,
      signal: new AbortController().signal,
      report: () => undefined,
      ...more,
    }),
    pulumi: (folder, ...args) => startRun(cli.command, args, { cwd: folder, env: { ...env, ...cli.env } }),
    close: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  };
}

const noOptions: WorkOptions = { doctor: false };
