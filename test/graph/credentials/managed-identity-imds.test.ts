import { readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { startTenant } from "../../../tenant/server.ts";
import { trust } from "../support/server.ts";
import { sourceOf, statusWith, variables } from "../support/sign-in.ts";

// MSAL settles once in a process where its managed identity is, and keeps its token: so one test to a file.
it("the managed identity that a user assigned to a virtual machine signs in", async () => {
  const tenant = await startTenant();
  trust(readFileSync(tenant.caFile, "utf8"));
  const { ARM_USE_MSI = "", ...machine } = tenant.credentials.imds();
  for (const [name, value] of Object.entries(machine)) {
    vi.stubEnv(name, value);
  }
  const source = sourceOf(variables(tenant, { ARM_USE_MSI }));
  expect(await statusWith(tenant, await source.getToken())).toBe(200);
  await tenant.close();
});
