import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findGrant,
  findGroup,
  findServicePrincipal,
  readMemberTypes,
} from "../../intune/functions/directory-lookups.ts";
import { anyJson } from "./support/any-json.ts";

const id = "6f1c2b3a-4d5e-4f60-8a9b-0c1d2e3f4a01";
const pair = { clientAppId: id, resourceAppId: id };
const read = (body: unknown) => async () => body;

describe("a lookup in the directory", () => {
  it("takes only groups of that name, whatever else Graph lists where it ignores the filter", async () => {
    const body = {
      value: [{ id: "1", displayName: "Other" }, { id: "2", displayName: "kiosks" }, null, { id: 3 }],
    };
    expect(await findGroup(read(body), "Kiosks")).toEqual({
      status: "found",
      ids: ["2"],
      displayName: "kiosks",
      membershipRule: undefined,
    });
  });

  it("takes a group without a name or with an odd rule as it is", async () => {
    expect(await findGroup(read({ id, displayName: null, membershipRule: 7 }), id)).toMatchObject({
      status: "found",
      displayName: id,
      membershipRule: undefined,
    });
  });

  it("passes over app roles, grants and members of another form", async () => {
    const roles = [null, { id: "1" }, { id: "2", value: "" }, { id: "3", value: "A.Read" }];
    expect(
      await findServicePrincipal(read({ id, appRoles: roles }), { appId: id, appRoles: true }),
    ).toMatchObject({
      appRoleIds: { "A.Read": "3" },
    });
    expect(
      await findServicePrincipal(read({ id, appRoles: "x" }), { appId: id, appRoles: true }),
    ).toMatchObject({
      appRoleIds: {},
    });
    const grants = [
      null,
      { id: 1 },
      { id: "g", clientId: "c", resourceId: id, consentType: "AllPrincipals", scope: null },
    ];
    expect(await findGrant(read({ id, value: grants }), pair)).toMatchObject({ id: "g", scopes: [] });
    expect(
      await readMemberTypes(read({ value: [null, {}, { "@odata.type": "#microsoft.graph.group" }] }), id),
    ).toEqual({
      status: "found",
      types: [],
    });
  });

  it("finds something or says what Graph's response lacks, whatever that is", async () => {
    await fc.assert(
      fc.asyncProperty(anyJson, async (body) => {
        const looked = await Promise.allSettled([
          findGroup(read(body), id),
          findGroup(read(body), "Kiosks"),
          findServicePrincipal(read(body), { appId: id, appRoles: true }),
          findGrant(read(body), pair),
          readMemberTypes(read(body), id),
        ]);
        for (const each of looked) {
          if (each.status === "rejected") {
            expect(each.reason).toMatchObject({ name: "GraphError", code: "unexpectedResponse" });
          }
        }
      }),
    );
  });
});
