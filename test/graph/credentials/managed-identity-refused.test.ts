import { readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { startTenant } from "../../../tenant/server.ts";
import { fullMessage } from "../../../text/explained-error.ts";
import { failureOf } from "../support/connection.ts";
import { trust } from "../support/server.ts";
import { sourceOf, variables } from "../support/sign-in.ts";

// MSAL settles once in a process where its managed identity is, and keeps its token: so one test to a file.
it("a managed identity that its machine refuses is an error that says where there is one", async () => {
  const tenant = await startTenant();
  trust(readFileSync(tenant.caFile, "utf8"));
  const { ARM_USE_MSI = "", ...machine } = tenant.credentials.appService();
  for (const [name, value] of Object.entries({ ...machine, IDENTITY_HEADER: "bad" })) {
    vi.stubEnv(name, value);
  }
  const error = await failureOf(sourceOf(variables(tenant, { ARM_USE_MSI })).getToken());
  expect(error).toMatchObject({ name: "CredentialError", code: "unusable" });
  expect(fullMessage(error)).toContain("only on a machine in Azure");
  expect(fullMessage(error)).not.toContain("Not Available");
  await tenant.close();
});
