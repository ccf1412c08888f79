import { readFileSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import tls from "node:tls";
import { afterAll, beforeAll, expect } from "vitest";
import type { Fleet, FleetTenant } from "../../fleet/fleet.ts";
import type { Operation } from "../../fleet/operations.ts";
import type { TenantWork } from "../../fleet/work.ts";
import { startTenants, type Tenants } from "../../tenant/many.ts";
import { type Portal, portalOf } from "../intune/support/portal.ts";
import { createStack, type Stack } from "./stack.ts";

/** The profile that the program makes. */
export const profile = "Windows Hello - PIN recovery";

/** The settings of each tenant. */
export const settings = {
  "pin-reset:assignments": { groups: ["Windows devices"], excludedGroups: ["Kiosks"] },
};

/** A fleet of embedded tenants, whose stacks are of a project, a state and a CLI's folder of their own. */
export type FleetStacks = {
  readonly tenants: Tenants;
  readonly fleet: Fleet;
  /** The project's folder, its state and the environment of the fleet. */
  readonly stack: Stack;
  portal(name: string): Portal;
  work(operation: Operation, name: string, more?: Partial<TenantWork>): TenantWork;
  /** The stacks that there are, beside the one that the project began with. */
  stacks(): Promise<readonly string[]>;
  /** The lock files of a stack. */
  locks(name: string): Promise<readonly string[]>;
  /** What an interrupted update has left in a stack's state. */
  pendingOperations(name: string): Promise<readonly unknown[]>;
  /**
   * Waits until an update has but one operation left to do, and is not writing its state: a CLI that is killed while it writes
   * leaves an empty file, which Pulumi cannot load.
   */
  waitsForOne(name: string): Promise<void>;
};

/** Starts tenants with these names before the tests of a file. */
export function fleetOf(names: readonly string[]): FleetStacks {
  let tenants: Tenants;
  let stack: Stack;
  let fleet: Fleet;

  const trustedBefore = tls.getCACertificates("default");

  beforeAll(async () => {
    tenants = await startTenants({ list: names.map((name) => ({ name })) });
    // Who changed what drifted is asked by this process.
    tls.setDefaultCACertificates([...trustedBefore, readFileSync(tenants.caFile, "utf8")]);
    stack = await createStack({ env: { ...tenants.env } });
    fleet = {
      file: path.join(stack.root, "fleet.yaml"),
      project: stack.directory,
      secretsProvider: "passphrase",
      rings: [{ name: "all", concurrency: 2, maxFailures: 0, approval: false }],
      tenants: tenants.list.map(
        ({ name, tenantId }): FleetTenant => ({
          name,
          tenantId,
          ring: "all",
          tags: [],
          stack: name,
          settings,
          credential: { kind: "environment" },
        }),
      ),
      webhooks: [],
    };
  });

  afterAll(async () => {
    tls.setDefaultCACertificates(trustedBefore);
    await stack.close();
    await tenants.close();
  });

  const inState = (...names: string[]) => path.join(stack.root, "state", ".pulumi", ...names);
  const stateFile = (name: string) => inState("stacks", "pin-reset", `${name}.json`);
  const pendingOperations = async (name: string): Promise<readonly unknown[]> =>
    JSON.parse(await readFile(stateFile(name), "utf8")).checkpoint.latest?.pending_operations ?? [];
  return {
    get tenants() {
      return tenants;
    },
    get fleet() {
      return fleet;
    },
    get stack() {
      return stack;
    },
    portal: (name) => portalOf(tenants.get(name)),
    work(operation, name, more) {
      const tenant = fleet.tenants.find((one) => one.name === name);
      if (tenant === undefined) {
        throw new Error(`There is no tenant ${name}.`);
      }
      return {
        fleet,
        tenant,
        operation,
        options: { doctor: false },
        runId: `${operation}-20261127T071500Z-4f2a`,
        env: stack.env,
        signal: new AbortController().signal,
        report: () => undefined,
        ...more,
      };
    },
    async stacks() {
      const files = await readdir(inState("stacks", "pin-reset"));
      const found = files.flatMap((file) => /^(.*)\.json$/.exec(file)?.[1] ?? []);
      return found.filter((name) => name !== "dev");
    },
    async locks(name) {
      const files = await readdir(inState("locks", "organization", "pin-reset", name)).catch(() => []);
      return files.filter((file) => file.endsWith(".json"));
    },
    pendingOperations,
    async waitsForOne(name) {
      const isAtRest = async () => {
        const { mtimeMs } = await stat(stateFile(name));
        return Date.now() - mtimeMs > 500 && (await pendingOperations(name)).length === 1;
      };
      await expect.poll(() => isAtRest().catch(() => false), { timeout: 60_000, interval: 50 }).toBe(true);
    },
  };
}
