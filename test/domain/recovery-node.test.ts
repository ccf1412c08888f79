import { describe, expect, it } from "vitest";
import { readRecoveryNode } from "../../domain/recovery-node.ts";

const tenantId = "3b7a2d54-8f5e-4f0c-9a61-2c1e7d90b6aa";
const node = (tenant: string) => `./Device/Vendor/MSFT/PassportForWork/${tenant}/Policies/EnablePinRecovery`;
const right = node(tenantId);
const ofUser = right.replace("./Device/", "./User/");

describe("readRecoveryNode", () => {
  it("tells the device's node from the user's, and takes one without a scope for the device's", () => {
    expect(readRecoveryNode(right, tenantId)).toEqual({ kind: "right", scope: "device", implied: false });
    expect(readRecoveryNode(ofUser, tenantId)).toEqual({ kind: "right", scope: "user", implied: false });
    expect(readRecoveryNode(right.replace("./Device/", "./"), tenantId)).toEqual({
      kind: "right",
      scope: "device",
      implied: true,
    });
  });

  it.each([
    ["policyForm", `./Vendor/MSFT/Policy/PassportForWork/${tenantId}/Policies/EnablePinRecovery`],
    ["policyForm", `./vendor/msft/policy/config/PassportForWork/TenantId/Policies/EnablePinRecovery `],
    ["braces", node(`{${tenantId}}`)],
    ["braces", node("{11111111-2222-4333-8444-555555555555}")],
    ["placeholder", node("{TenantId}")],
    ["placeholder", node("")],
    ["otherTenant", node("11111111-2222-4333-8444-555555555555")],
    ["spelling", right.toLowerCase()],
    ["spelling", node(tenantId.toUpperCase())],
    ["spelling", `${right}\n`],
    ["spelling", right.slice(1)],
    ["spelling", `${right}s`],
  ])("finds %s in %s", (kind, omaUri) => {
    expect(readRecoveryNode(omaUri, tenantId)).toEqual({ kind, meant: right });
  });

  it("means the user's node where the wrong one is the user's", () => {
    expect(readRecoveryNode(` ${ofUser}`, tenantId)).toEqual({ kind: "spelling", meant: ofUser });
  });
});
