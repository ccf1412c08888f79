import { ManagedIdentityCredential } from "@azure/identity";
import { expect, it, vi } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { serveSignIns } from "./identity.ts";

const served = serveSignIns();

// In a file of its own: MSAL keeps the managed identity that it found first, and its token, for the whole process.
it("@azure/identity, unchanged, signs in with the managed identity of a virtual machine", async () => {
  for (const [name, value] of Object.entries(served.tenant.credentials.imds())) {
    vi.stubEnv(name, value);
  }
  const credential = new ManagedIdentityCredential({ clientId: seeded.clientId });
  expect(await served.rolesFrom(credential)).toContain("Directory.Read.All");
});
