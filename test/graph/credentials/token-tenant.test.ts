import { expect, it } from "vitest";
import { tenantOfToken } from "../../../graph/credentials/token-tenant.ts";

const tid = "3b7a2d54-8f5e-4f0c-9a61-2c1e7d90b6aa";
const token = (claims: unknown) =>
  ["{}", JSON.stringify(claims), "s"].map((part) => Buffer.from(part).toString("base64url")).join(".");

it("reads the tenant from the claim tid", () => {
  expect(tenantOfToken(token({ tid, name: "Zoë" }))).toBe(tid);
});

it.each(["", "opaque", "a.b.c", token({}), token({ tid: "contoso" }), token(null), token([tid])])(
  "does not know it from %j, and does not throw",
  (text) => {
    expect(tenantOfToken(text)).toBeUndefined();
  },
);
