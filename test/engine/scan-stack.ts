import { readFileSync } from "node:fs";
import tls from "node:tls";
import { afterAll } from "vitest";
import type { FleetTenant } from "../../fleet/fleet.ts";
import type { TenantOutcome } from "../../fleet/outcome.ts";
import { scanTenant } from "../../fleet/scan/scan-tenant.ts";
import type { TenantWork } from "../../fleet/work.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import type { Tenant } from "../../tenant/server.ts";
import type { Stack } from "./stack.ts";

/** Lets this process reach an embedded tenant by TLS, until the tests of a file are done. */
export function trusting(tenant: Pick<Tenant, "caFile">): void {
  const before = tls.getCACertificates("default");
  tls.setDefaultCACertificates([...before, readFileSync(tenant.caFile, "utf8")]);
  afterAll(() => tls.setDefaultCACertificates(before));
}

/** Work of a fleet that has this stack's tenant alone. */
export function workFor(
  { directory, env }: Pick<Stack, "directory" | "env">,
  settings: Record<string, unknown>,
  more: Partial<FleetTenant> = {},
): TenantWork {
  const tenant: FleetTenant = {
    name: "contoso",
    tenantId: seeded.tenantId,
    ring: "canary",
    tags: [],
    stack: "dev",
    settings,
    credential: { kind: "environment" },
    ...more,
  };
  const ring = { name: "canary", concurrency: 1, maxFailures: 0, approval: false };
  return {
    fleet: {
      file: "fleet.yaml",
      project: directory,
      secretsProvider: undefined,
      rings: [ring],
      tenants: [tenant],
      webhooks: [],
    },
    tenant,
    operation: "scan",
    options: { doctor: false },
    runId: "scan-1",
    env,
    signal: new AbortController().signal,
    report: () => undefined,
  };
}

/** Scans the tenant of a stack in this process. */
export function scanned(
  stack: Pick<Stack, "directory" | "env">,
  settings: Record<string, unknown>,
  more: Partial<FleetTenant> = {},
): Promise<TenantOutcome> {
  return scanTenant(workFor(stack, settings, more), { env: stack.env });
}
