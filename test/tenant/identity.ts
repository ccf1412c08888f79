import { readFileSync } from "node:fs";
import tls from "node:tls";
import type { TokenCredential } from "@azure/identity";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { send } from "./client.ts";

export type SignIns = {
  readonly tenant: Tenant;
  /** What a credential of @azure/identity needs to find the tenant. */
  readonly authority: { authorityHost: string; disableInstanceDiscovery: boolean };
  /** The roles in the token that a credential gets, once Graph has taken it. */
  rolesFrom(credential: TokenCredential): Promise<unknown>;
};

/** A tenant for the tests of a file, trusted by all of this process, as @azure/identity needs it. */
export function serveSignIns(): SignIns {
  const trustedBefore = tls.getCACertificates("default");
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await startTenant();
    tls.setDefaultCACertificates([...trustedBefore, readFileSync(tenant.caFile, "utf8")]);
  });
  afterAll(async () => {
    tls.setDefaultCACertificates(trustedBefore);
    await tenant.close();
  });

  return {
    get tenant() {
      return tenant;
    },
    get authority() {
      return { authorityHost: tenant.origin, disableInstanceDiscovery: true };
    },
    async rolesFrom(credential) {
      const token = await credential.getToken(`${tenant.origin}/.default`);
      const answer = await send(tenant, "GET", "/v1.0/organization", {
        headers: { authorization: `Bearer ${token?.token}` },
      });
      expect(answer.status).toBe(200);
      return decodeJwt(token?.token ?? "").roles;
    },
  };
}
