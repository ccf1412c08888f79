import type { LoopbackOptions } from "./loopback.ts";
import { startTenants } from "./many.ts";
import type { Tenant } from "./tenant.ts";

export type { Tenant } from "./tenant.ts";

/** How to start a tenant. */
export type TenantOptions = LoopbackOptions & {
  /** The time in milliseconds since 1970; left out: the machine's. */
  readonly now?: () => number;
};

/** Starts a tenant of its own: HTTPS on loopback, seeded, empty of profiles and PIN reset principals. */
export async function startTenant(options: TenantOptions = {}): Promise<Tenant> {
  const { home, goDown, comeUp, close } = await startTenants({ ...options, count: 0 });
  return { ...home, goDown, comeUp, close };
}
