import { readFileSync } from "node:fs";
import tls from "node:tls";
import { afterAll } from "vitest";
import type { FleetTenant } from "../../fleet/fleet.ts";
import type { TenantOutcome } from "../../fleet/outcome.ts";
import { scanTenant } from "../../fleet/scan/scan-tenant.ts";
import type { Tenant } from "../../tenant/server.ts";
import { workFor } from "../../tools/differential/deployment.ts";
import type { Stack } from "./stack.ts";

/** Lets this process reach an embedded tenant by TLS, until the tests of a file are done. */
export function trusting(tenant: Pick<Tenant, "caFile">): void {
  const before = tls.getCACertificates("default");
  tls.setDefaultCACertificates([...before, readFileSync(tenant.caFile, "utf8")]);
  afterAll(() => tls.setDefaultCACertificates(before));
}

/** Scans the tenant of a stack in this process. */
export function scanned(
  stack: Pick<Stack, "directory" | "env">,
  settings: Record<string, unknown>,
  more: Partial<FleetTenant> = {},
): Promise<TenantOutcome> {
  return scanTenant(workFor(stack, settings, more));
}
