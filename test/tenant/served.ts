import { afterAll, beforeAll, beforeEach } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { type GraphClient, signIn } from "./client.ts";

export type ServedTenant = {
  readonly tenant: Tenant;
  readonly graph: GraphClient;
  /** Signs in again, as after a change of permissions or of the time; `graph` has the new token. */
  signInAgain(): Promise<void>;
};

/** Starts a tenant before the tests of a file; before each test it is as new, and signed in to once more. */
export function serveTenant(options: Parameters<typeof startTenant>[0] = {}): ServedTenant {
  let tenant: Tenant;
  let graph: GraphClient;
  const signInAgain = async () => {
    graph = await signIn(tenant);
  };

  beforeAll(async () => {
    tenant = await startTenant(options);
  });
  beforeEach(async () => {
    tenant.reset();
    await signInAgain();
  });
  afterAll(() => tenant.close());

  return {
    get tenant() {
      return tenant;
    },
    get graph() {
      return graph;
    },
    signInAgain,
  };
}
