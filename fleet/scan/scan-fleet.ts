import type { TenantOutcome } from "../outcome.ts";
import type { TenantWork } from "../work.ts";
import { type SharedByScans, scanTenant, sharedByScans } from "./scan-tenant.ts";

/** How many tenants are scanned at once, unless it is said: each waits for its tenant nearly all the time. */
const scansAtOnce = 32;

/**
 * Scans tenants, so many at once, and gives each outcome as it comes. No more of a tenant is kept than its outcome.
 *
 * @throws the signal's reason where it was aborted, and FleetError `projectUnreadable`.
 */
export async function* scanFleet(
  works: Iterable<TenantWork>,
  concurrency: number = scansAtOnce,
): AsyncGenerator<TenantOutcome> {
  const waiting = works[Symbol.iterator]();
  const running = new Map<number, Promise<{ key: number; outcome: TenantOutcome }>>();
  let shared: SharedByScans | undefined;
  for (let key = 0; ; key++) {
    const next = running.size < concurrency ? waiting.next() : undefined;
    if (next?.done === false) {
      shared ??= await sharedByScans(next.value.fleet, next.value.env);
      running.set(
        key,
        scanTenant(next.value, shared).then((outcome) => ({ key, outcome })),
      );
      continue;
    }
    if (running.size === 0) {
      return;
    }
    const ended = await Promise.race(running.values());
    running.delete(ended.key);
    yield ended.outcome;
  }
}
