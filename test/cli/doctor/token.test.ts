import { describe, expect, it } from "vitest";
import { readToken } from "../../../cli/doctor/read/token.ts";

const tenantId = "3b7a2d54-8f5e-4f0c-9a61-2c1e7d90b6aa";

function token(claims: object): string {
  return `header.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;
}

describe("readToken", () => {
  it("reads an application's roles, and its tenant", () => {
    const read = readToken(token({ tid: tenantId.toUpperCase(), roles: ["Group.Read.All"] }), undefined);
    expect(read).toEqual({
      permissions: { known: true, value: { of: "application", names: new Set(["Group.Read.All"]) } },
      tenantId: { known: true, value: tenantId },
    });
  });

  it("has an application without roles permit nothing", () => {
    const { permissions } = readToken(token({ tid: tenantId }), undefined);
    expect(permissions).toEqual({ known: true, value: { of: "application", names: new Set() } });
  });

  it("reads a signed-in user's scopes", () => {
    const { permissions } = readToken(token({ tid: tenantId, scp: "openid User.Read" }), undefined);
    expect(permissions).toEqual({
      known: true,
      value: { of: "delegated", names: new Set(["openid", "User.Read"]) },
    });
  });

  it.each(["opaque", "a.b.c", token({ tid: "no tenant" }), ""])(
    "does not pretend to read %s, and takes the tenant from the settings if it is an id",
    (opaque) => {
      expect(readToken(opaque, tenantId)).toEqual({
        permissions: {
          known: false,
          code: "unreadableToken",
          message: expect.any(String),
          hint: expect.stringContaining("docs/"),
        },
        tenantId: { known: true, value: tenantId },
      });
      for (const name of ["contoso.com", undefined]) {
        expect(readToken(opaque, name).tenantId).toMatchObject({
          known: false,
          hint: expect.stringContaining("ARM_TENANT_ID"),
        });
      }
    },
  );
});
