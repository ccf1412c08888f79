import { readFile } from "node:fs/promises";
import http from "node:http";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { checkTenants } from "../../../fleet/check/check-tenants.ts";
import { listenOnLoopback, stopListening } from "../../../tenant/http/listener.ts";
import { startTenants, type Tenants } from "../../../tenant/many.ts";
import { trust } from "../../graph/support/server.ts";
import { fleetTenant } from "./support.ts";

let tenants: Tenants;
/** What a virtual machine asks for the token of its identity. */
const asked: URL[] = [];
const machine = http.createServer(async (request, response) => {
  const url = new URL(request.url ?? "", "http://169.254.169.254");
  asked.push(url);
  // The federated credential of the embedded tenant trusts the issuer of this token: the exchange itself is Entra's.
  const { ARM_OIDC_TOKEN } = await tenants.credentials.oidcToken();
  const { exp } = decodeJwt(ARM_OIDC_TOKEN ?? "");
  response.setHeader("content-type", "application/json");
  response.end(
    JSON.stringify({
      access_token: ARM_OIDC_TOKEN,
      expires_in: "3600",
      expires_on: String((exp ?? 0) + 3600),
      token_type: "Bearer",
    }),
  );
});

beforeAll(async () => {
  tenants = await startTenants({ count: 3 });
  trust(await readFile(tenants.caFile, "utf8"));
  const port = await listenOnLoopback(machine, 0);
  vi.stubEnv("AZURE_POD_IDENTITY_AUTHORITY_HOST", `http://127.0.0.1:${port}`);
});
afterAll(async () => {
  await stopListening(machine);
  await tenants.close();
});

// MSAL settles once in a process where its managed identity is, and keeps its token: so one test to a file.
it("one token of a managed identity signs in to every tenant, without a secret", async () => {
  const { ARM_METADATA_HOSTNAME, ARM_CLIENT_ID = "" } = tenants.env;
  const identityClientId = "5e8b1c3a-2d4f-4b6a-8c9e-0f1a2b3c4d5e";
  const all = tenants.list.map(({ tenantId }) =>
    fleetTenant(tenantId, { kind: "managedIdentity", clientId: ARM_CLIENT_ID, identityClientId }),
  );
  const env = { ARM_METADATA_HOSTNAME };
  const checked = await checkTenants(all, { env, signal: new AbortController().signal });
  expect(checked.map(({ isSignedIn, error }) => ({ isSignedIn, error }))).toEqual(
    Array(3).fill({ isSignedIn: true, error: undefined }),
  );
  const tokens = asked.filter(({ searchParams }) => searchParams.has("resource"));
  expect(tokens).toHaveLength(1);
  expect(tokens[0]?.searchParams.get("resource")).toBe("api://AzureADTokenExchange");
  expect(tokens[0]?.searchParams.get("client_id")).toBe(identityClientId);
});
