import { readFileSync } from "node:fs";
import tls from "node:tls";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { createGraph, type Graph } from "../../../graph/client.ts";
import { readCredentialSettings } from "../../../graph/credentials/settings.ts";
import type { ManagedDevice } from "../../../tenant/intune/schemas/managed-devices.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../../tenant/server.ts";

/** A tenant for the companion. Devices answer a reset at once, unless a test says otherwise. */
export type CompanionTenant = {
  readonly tenant: Tenant;
  /** Graph as the companion reaches it, signed in again for each test. */
  readonly graph: Graph;
  /** How many resets were asked for since the test began, whether or not they were carried out. */
  posts(): number;
};

/** Starts a tenant before the tests of a file; before each of them it is as new. */
export function serveCompanion(options: Parameters<typeof startTenant>[0] = {}): CompanionTenant {
  let tenant: Tenant;
  let graph: Graph;

  beforeAll(async () => {
    tenant = await startTenant(options);
    tls.setDefaultCACertificates([...tls.getCACertificates("default"), readFileSync(tenant.caFile, "utf8")]);
  });
  beforeEach(() => {
    tenant.reset();
    tenant.faults.clear();
    tenant.requests.clear();
    tenant.state.settings.passcodeDelayMilliseconds = 20;
    tenant.state.settings.pageSize = undefined;
    graph = createGraph({ credentials: readCredentialSettings(tenant.env), userAgent: "pin-reset/test" });
  });
  afterAll(() => tenant.close());

  return {
    get tenant() {
      return tenant;
    },
    get graph() {
      return graph;
    },
    posts: () => tenant.requests.list({ method: "POST", path: "resetPasscode$" }).length,
  };
}

/** Puts copies of the first seeded phone into a tenant, each with its own id and the changes given. */
export function addPhones({ state }: Tenant, changes: readonly Partial<ManagedDevice>[]): void {
  const phone = state.managedDevices.get(seeded.managedDevices.firstPhone);
  if (phone === undefined) {
    throw new Error("The tenant has lost its first phone.");
  }
  for (const [index, change] of changes.entries()) {
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    state.managedDevices.put({ ...phone, id, serialNumber: `COPY${index}`, ...change });
  }
}

/** A device's resets as the tenant keeps them. */
export function resetsOf({ state }: Tenant, id: string): ManagedDevice["passcodeResets"] {
  return state.managedDevices.get(id)?.passcodeResets ?? [];
}

/** The passcodes that a tenant's vaults keep; not what a check of a vault writes there. */
export function storedPasscodes({ state }: Tenant) {
  return state.keyVaultSecrets.all().filter(({ name }) => name.startsWith("passcode-"));
}
