import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { PinResetConsent, warnOfRemovedScopes } from "../../components/consent.ts";
import { type Engine, resolved, startEngine } from "./engine.ts";

const principal = "azuread:index/servicePrincipal:ServicePrincipal";
const grant =
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant";

let engine: Engine;

beforeEach(async () => {
  engine = await startEngine();
});

async function consent(args: Partial<ConstructorParameters<typeof PinResetConsent>[1]> = {}) {
  const component = new PinResetConsent("pin-reset", {
    clientScopes: ["user_impersonation"],
    serviceScopes: ["User.Read"],
    directoryObjectId: "directory-object-id",
    ...args,
  });
  await engine.settled();
  return component;
}

describe.each([
  ["pin-reset-service", "b8456c59-1230-44c7-a4a2-99b085333e84"],
  ["pin-reset-client", "9115dd05-fad5-4f9c-acc7-305d08b1b04e"],
])("the service principal %s", (name, clientId) => {
  it("is adopted or created for its application, enabled, and shown among enterprise applications", async () => {
    await consent();
    expect(engine.resource(principal, name).inputs).toEqual({
      clientId,
      useExisting: true,
      accountEnabled: true,
      featureTags: [{ enterprise: true }],
    });
  });

  it("is retained on delete", async () => {
    await consent();
    expect(engine.resource(principal, name).retainOnDelete).toBe(true);
  });

  it("is no change after an import, although azuread does not read how it came to be", async () => {
    await consent();
    expect(engine.resource(principal, name).ignoreChanges).toContain("useExisting");
  });

  it("keeps what an administrator gave it, but not a switched-off account or a missing tag", async () => {
    await consent();
    const { ignoreChanges } = engine.resource(principal, name);
    expect(ignoreChanges).toEqual(
      expect.arrayContaining(["notes", "description", "owners", "appRoleAssignmentRequired", "loginUrl"]),
    );
    expect(ignoreChanges).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(accountEnabled|featureTags|tags|clientId)$/)]),
    );
  });
});

describe("a grant that the tenant has already", () => {
  const existing = {
    client: {
      id: "grant-id",
      clientObjectId: "c",
      resourceObjectId: "r",
      scopes: ["Mail.Read", "USER.read"],
    },
  };

  it("is taken over by its ID and known object IDs, and keeps what was granted", async () => {
    await consent({ clientScopes: ["User.Read", "offline_access"], existing });
    const taken = engine.resource(grant, "pin-reset-client-on-service");
    expect(taken.importId).toBe("/oauth2PermissionGrants/grant-id");
    expect(taken.inputs).toEqual({
      servicePrincipalObjectId: "c",
      resourceServicePrincipalObjectId: "r",
      claimValues: ["Mail.Read", "USER.read", "offline_access"],
    });
  });

  it("leaves the other grant to be created", async () => {
    await consent({ existing });
    expect(engine.resource(grant, "pin-reset-service-on-directory").importId).toBe("");
  });
});

describe("an update of a grant", () => {
  const warningsOf = (oldScopes: string[], newScopes: string[]) => {
    const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
    onTestFinished(() => warn.mockRestore());
    warnOfRemovedScopes({
      name: "grant",
      oldInputs: { claimValues: oldScopes },
      newInputs: { claimValues: newScopes },
    });
    return warn.mock.calls.map(([message]) => message);
  };

  it("names the permissions that it takes away", () => {
    expect(warningsOf(["User.Read", "Mail.Read"], ["User.Read"])).toEqual([
      "The update of grant removes Mail.Read, which the settings do not name.",
    ]);
  });

  it("is not warned of where it only adds some, or writes one in another case", () => {
    expect(warningsOf(["user.read"], ["User.Read", "Mail.Read"])).toEqual([]);
  });
});

describe("the delegated permission grants", () => {
  it("are the client's on the service and the service's on the directory, for all users", async () => {
    await consent();
    expect(engine.resource(grant, "pin-reset-client-on-service").inputs).toEqual({
      servicePrincipalObjectId: "pin-reset-client-object-id",
      resourceServicePrincipalObjectId: "pin-reset-service-object-id",
      claimValues: ["user_impersonation"],
    });
    expect(engine.resource(grant, "pin-reset-service-on-directory").inputs).toEqual({
      servicePrincipalObjectId: "pin-reset-service-object-id",
      resourceServicePrincipalObjectId: "directory-object-id",
      claimValues: ["User.Read"],
    });
  });

  it("carry the scopes that the settings name", async () => {
    await consent({ clientScopes: ["a", "b"], serviceScopes: ["c"] });
    expect(engine.resource(grant, "pin-reset-client-on-service").inputs.claimValues).toEqual(["a", "b"]);
    expect(engine.resource(grant, "pin-reset-service-on-directory").inputs.claimValues).toEqual(["c"]);
  });

  it.each([
    ["the client's", { clientScopes: [] }, ["pin-reset-service-on-directory"]],
    ["the service's", { serviceScopes: [], directoryObjectId: undefined }, ["pin-reset-client-on-service"]],
    ["both", { clientScopes: [], serviceScopes: [], directoryObjectId: undefined }, []],
  ])("leave out %s where no scope is named", async (_, args, names) => {
    await consent(args);
    expect(engine.resources.filter(({ type }) => type === grant).map(({ name }) => name)).toEqual(names);
  });
});

it("gives the object IDs of both principals, and is a component of its own type", async () => {
  const { service, client } = await consent();
  expect(await resolved(service)).toBe("pin-reset-service-object-id");
  expect(await resolved(client)).toBe("pin-reset-client-object-id");
  const { parent } = engine.resource(principal, "pin-reset-service");
  expect(parent).toMatch(/::pin-reset:index:PinResetConsent::pin-reset$/);
});
