import { describe, expect, it } from "vitest";
import { deployment, resetSignIn } from "../../../cli/doctor/checks/deployment.ts";
import { clientGrant } from "../../../cli/doctor/checks/grants.ts";
import { permissions } from "../../../cli/doctor/checks/permissions.ts";
import { otherPlatforms } from "../../../cli/doctor/checks/platforms.ts";
import { known } from "../../../cli/doctor/finding.ts";
import { permittedCalls } from "../../../graph/permissions.ts";
import { counts, factsWith, servicePrincipal } from "./facts.ts";

type Reported = { name: string; status: string };

function deployed(change: Partial<typeof counts>, devices: readonly Reported[] = []) {
  return { deployments: known(new Map([["profile", { counts: { ...counts, ...change }, devices }]])) };
}

describe("deployment", () => {
  it("counts errors, failures and conflicts, and names the devices", () => {
    const devices = [
      { name: "A", status: "error" },
      { name: "B", status: "compliant" },
      { name: "C", status: "conflict" },
    ];
    const [failing, counted] = deployment.run(
      factsWith(deployed({ error: 2, failed: 1, conflict: 1 }, devices)),
    );
    expect(failing).toMatchObject({
      state: "fault",
      message: expect.stringMatching(
        /^4 devices cannot take .* 2 report an error, 1 failed, 1 report a conflict \(A, C\)/,
      ),
    });
    expect(counted).toMatchObject({
      state: "ok",
      message: expect.stringMatching(/3 devices took .* 1 pend/),
    });
  });

  it("names the first five alone", () => {
    const devices = Array.from({ length: 6 }, (_, index) => ({ name: `D${index}`, status: "error" }));
    const [failing] = deployment.run(factsWith(deployed({ error: 6 }, devices)));
    expect(failing?.message).toContain("(D0, D1, D2, D3, D4 and others)");
  });

  it("adds what one profile's overview counts as not applicable to what it counts by platform", () => {
    const found = deployment.run(factsWith(deployed({ notApplicable: 2, notApplicablePlatform: 5 })));
    expect(found).toEqual([
      {
        state: "ok",
        code: "deployed",
        message: expect.stringContaining("7 devices it cannot apply to (5 of another platform)"),
      },
    ]);
  });

  it("takes a device that is pending for one that it will apply to", () => {
    const change = { success: 0, pending: 1, notApplicablePlatform: 5 };
    expect(deployment.run(factsWith(deployed(change))).map(({ state }) => state)).toEqual(["ok"]);
  });
});

describe("reset-sign-in", () => {
  it("says nothing of devices that do not have the policy yet", () => {
    const gone = { service: known(undefined) };
    expect(resetSignIn.run(factsWith({ ...gone, ...deployed({ success: 0 }) }))).toEqual([]);
  });

  it("names both applications, and the devices", () => {
    const gone = { service: known(undefined), client: known(undefined) };
    const devices = [{ name: "LAPTOP-01", status: "compliant" }];
    expect(resetSignIn.run(factsWith({ ...gone, ...deployed({ success: 1 }, devices) }))).toEqual([
      {
        state: "fault",
        code: "resetWouldFail",
        message: expect.stringMatching(
          /^1 device .*\(LAPTOP-01\).*AADSTS650052, since the service and the client/,
        ),
        hint: expect.any(String),
      },
    ]);
  });
});

describe("client-grant", () => {
  it("has nothing to grant where the service publishes nothing", () => {
    const silent = { service: known({ ...servicePrincipal, scopes: [] }), grants: known([]) };
    expect(clientGrant.run(factsWith(silent))).toEqual([
      {
        state: "ok",
        code: "nothingToGrant",
        message: expect.stringContaining("publishes no delegated permission"),
      },
    ]);
  });

  it("does not take a grant of another application for the client's", () => {
    const foreign = { consentType: "AllPrincipals", resourceId: "service", scopes: ["user_impersonation"] };
    const grants = known([{ ...foreign, clientId: "another" }]);
    expect(clientGrant.run(factsWith({ grants })).map(({ state }) => state)).toEqual(["fault"]);
  });
});

describe("permissions", () => {
  const held = (of: "application" | "delegated", names: readonly string[]) =>
    permissions.run(factsWith({ permissions: known({ of, names: new Set(names) }) }));

  it("is content with just the permissions that the calls name, of either kind", () => {
    for (const of of ["application", "delegated"] as const) {
      expect(
        held(
          of,
          permittedCalls.map((call) => call[of]),
        ),
      ).toEqual([]);
    }
  });

  it("knows which permissions hold others", () => {
    const wide = [
      "Directory.ReadWrite.All",
      "DeviceManagementApps.ReadWrite.All",
      "DeviceManagementConfiguration.ReadWrite.All",
      "DeviceManagementManagedDevices.PrivilegedOperations.All",
      "DeviceManagementManagedDevices.ReadWrite.All",
    ];
    expect([held("application", wide), held("delegated", wide)]).toEqual([[], []]);
  });

  it("names every permission that an application without any lacks, once", () => {
    const named = held("application", []).map(({ message }) => /lacks ([\w.]+),/.exec(message)?.[1]);
    const needed = permittedCalls.filter(({ optional }) => !optional);
    expect(named).toEqual([...new Set(needed.map(({ application }) => application))]);
  });
});

describe("other-platforms", () => {
  it("does not mind devices whose platform nobody knows, and devices of nobody", () => {
    const members = [{ id: "alex", name: "Alex", type: "user" as const, operatingSystem: undefined }];
    const groups = known(new Map([["group", { id: "group", displayName: "People", members }]]));
    const devices = known([
      { name: "A", operatingSystem: "", userId: "alex" },
      { name: "B", operatingSystem: "iOS", userId: undefined },
      { name: "C", operatingSystem: "Windows 10 Mobile", userId: "alex" },
    ]);
    expect(otherPlatforms.run(factsWith({ groups, devices }))).toEqual([]);
  });
});
