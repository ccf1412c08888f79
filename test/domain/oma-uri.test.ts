import { expect, it } from "vitest";
import { enablePinRecoveryUri } from "../../domain/oma-uri.ts";

const tenantId = "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90";

it("names EnablePinRecovery of the device under the tenant's ID, without braces", () => {
  expect(enablePinRecoveryUri(tenantId, "device")).toBe(
    "./Device/Vendor/MSFT/PassportForWork/3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90/Policies/EnablePinRecovery",
  );
});

it("names the same node of the user for the user scope", () => {
  expect(enablePinRecoveryUri(tenantId, "user")).toBe(
    "./User/Vendor/MSFT/PassportForWork/3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90/Policies/EnablePinRecovery",
  );
});
