import { expect, it } from "vitest";
import { pinResetApps } from "../../../domain/applications.ts";
import { type Given, judgeStack, notKnown } from "../judge.ts";

const principal = (clientId: unknown, more: Partial<Given> = {}): Given => ({
  type: "azuread:index/servicePrincipal:ServicePrincipal",
  name: "principal",
  props: { clientId, useExisting: true, applicationTenantId: notKnown },
  ...more,
});
const judged = (resource: Given, config: object = {}) =>
  judgeStack("first-party-principals-kept", [resource], { config });
const own = "5d0c6a1e-2f3b-4c7d-8e9a-0b1c2d3e4f50";

it.each([...Object.values(pinResetApps), "00000003-0000-0000-c000-000000000000"])(
  "a principal of Microsoft's that a destroy would delete is refused: %s",
  async (clientId) => {
    expect(await judged(principal(clientId))).toEqual([
      ["principal", expect.stringMatching(new RegExp(`${clientId} is Microsoft's[\\s\\S]*retainOnDelete`))],
    ]);
  },
);

it("any other application of Microsoft's tenants is told by its owner", async () => {
  const ownedBy = (applicationTenantId: string) =>
    principal(own, { props: { clientId: own, applicationTenantId } });
  expect(await judged(ownedBy("f8cdef31-a31e-4b4a-93e4-5f571e91255a"))).toHaveLength(1);
  expect(await judged(ownedBy("3b7a2d54-8f5e-4f0c-9a61-2c1e7d90b6aa"))).toEqual([]);
});

it("those of the component, which keeps them, are accepted, in another component too", async () => {
  for (const within of ["", "intune:index:PinReset$"]) {
    const kept = { within: `${within}pin-reset:index:PinResetConsent$` };
    expect(await judged(principal(pinResetApps.service, kept))).toEqual([]);
  }
  expect(await judged(principal(pinResetApps.service, { within: "my:index:PinResetConsent$" }))).toHaveLength(
    1,
  );
});

it("a protected one is accepted, and one that the configuration says is kept", async () => {
  expect(await judged(principal(pinResetApps.client, { protect: true }))).toEqual([]);
  expect(await judged(principal(pinResetApps.client), { keptPrincipals: ["principal"] })).toEqual([]);
});

it("a team's own application, and one that a preview does not know, are not refused", async () => {
  expect(await judged(principal(own))).toEqual([]);
  expect(await judged(principal(notKnown))).toEqual([]);
});
