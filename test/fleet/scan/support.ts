import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { FleetTenant } from "../../../fleet/fleet.ts";
import type { TenantOutcome } from "../../../fleet/outcome.ts";
import { scanTenant } from "../../../fleet/scan/scan-tenant.ts";
import type { TenantWork } from "../../../fleet/work.ts";
import { startTenant, type Tenant } from "../../../tenant/server.ts";
import { workFor } from "../../../tools/differential/deployment.ts";
import {
  type FabricatedState,
  fabricate,
  fabricatedSettings,
  writeState,
} from "../../../tools/differential/fabricate.ts";
import { trust } from "../../intune/support/served.ts";

/** A tenant as `up` leaves it, and the state of its stack, which a test may change before it scans. */
export type Scanned = {
  readonly tenant: Tenant;
  readonly folder: string;
  readonly state: FabricatedState;
  work(more?: Partial<FleetTenant>, env?: Record<string, string>): TenantWork;
  /** Writes the state, and scans. */
  scan(more?: Partial<FleetTenant>, env?: Record<string, string>): Promise<TenantOutcome>;
  /** A resource of the state, by its name. */
  resource(name: string): { id?: unknown; inputs: Record<string, unknown> };
  /** What was asked of the tenant, each batch as one. */
  sent(): string[];
};

/** Fabricates a deployed tenant before each test of a file. */
export function scannedTenant(): Scanned {
  let tenant: Tenant;
  let folder: string;
  let state: FabricatedState;

  beforeAll(async () => {
    tenant = await startTenant();
    trust(tenant);
  });
  beforeEach(async () => {
    tenant.reset();
    folder = await mkdtemp(path.join(tmpdir(), "scan-"));
    state = await fabricate(tenant);
    tenant.requests.clear();
    return () => rm(folder, { recursive: true, force: true });
  });
  afterAll(() => tenant.close());

  const scanned: Scanned = {
    get tenant() {
      return tenant;
    },
    get folder() {
      return folder;
    },
    get state() {
      return state;
    },
    work(more, given = {}) {
      const env = { ...tenant.env, PULUMI_BACKEND_URL: `file://${folder}`, ...given };
      return workFor({ directory: folder, env }, fabricatedSettings, more);
    },
    async scan(more, given) {
      await writeState(folder, "dev", state);
      return scanTenant(scanned.work(more, given));
    },
    resource(name) {
      const found = state.checkpoint.latest.resources.find(({ urn }) => String(urn).endsWith(`::${name}`));
      if (found === undefined) {
        throw new Error(`The state has no ${name}.`);
      }
      return found;
    },
    sent: () =>
      tenant.requests.list({}).map(({ method, target }) => `${method} ${target.replace(/\?.*/, "")}`),
  };
  return scanned;
}
