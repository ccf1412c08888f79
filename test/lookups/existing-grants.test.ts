import { describe, expect, it } from "vitest";
import type { DelegatedPermissionGrantResult } from "../../intune/sdk.ts";
import { DirectoryQuery } from "../../lookups/directory-query.ts";
import { grantNames, lookUpGrants } from "../../lookups/existing-grants.ts";
import type { StackState } from "../../lookups/stack-state.ts";
import type { Settings } from "../../settings.ts";
import { startEngine } from "../components/engine.ts";
import { directoryObjects } from "../components/entra.ts";

const consent: Settings["consent"] = {
  clientScopes: ["user_impersonation"],
  serviceScopes: ["User.Read"],
  directoryAppId: "00000002-0000-0000-c000-000000000000",
};
const noState: StackState = { find: () => undefined, urnsOf: () => [] };
const live = {
  status: "found" as const,
  id: "grant",
  clientObjectId: "client",
  resourceObjectId: "resource",
  scopes: ["User.Read"],
};

async function lookUp(
  grant: (side: number) => DelegatedPermissionGrantResult,
  settings = consent,
  state = noState,
) {
  let asked = 0;
  const { calls } = await startEngine(({ inputs }) =>
    directoryObjects(inputs, { grant: () => grant(asked++) }),
  );
  const query = new DirectoryQuery();
  const looked = lookUpGrants("pin-reset", settings, query, Promise.resolve(state));
  query.send(Promise.resolve());
  return { ...(await looked), asked, calls: calls.length };
}

describe("the grants of the consent that exist already", () => {
  it("are given with what they hold, and where there is none nothing is given", async () => {
    const { status: _, ...grant } = live;
    const { grants, issues, asked, calls } = await lookUp((side) =>
      side === 1 ? live : { status: "missing" },
    );
    expect(grants).toEqual({ service: grant });
    expect([issues, asked, calls]).toEqual([[], 2, 1]);
  });

  it("are not asked for where the settings grant nothing", async () => {
    const { grants, asked } = await lookUp(() => live, { ...consent, clientScopes: [], serviceScopes: [] });
    expect([grants, asked]).toEqual([{}, 0]);
  });

  it.each(["found", "failed"] as const)(
    "are left alone where the stack's state has them, also where they are %s",
    async (status) => {
      const known: string[] = Object.values(grantNames("pin-reset"));
      const state = {
        find: (_type: string, name: string) => (known.includes(name) ? {} : undefined),
        urnsOf: () => [],
      };
      expect(await lookUp(() => ({ ...live, status }), consent, state)).toMatchObject({
        grants: {},
        issues: [],
      });
    },
  );

  it("that cannot be read are each an issue with the permissions that are missing", async () => {
    const error = { code: "forbidden", message: "403 Forbidden", hint: "Graph's hint" };
    const { issues } = await lookUp(() => ({ status: "forbidden", error }));
    expect(issues).toHaveLength(2);
    expect(issues[0]).toMatchObject({
      message: expect.stringContaining("the grant of the PIN reset client on the service"),
      hint: expect.stringContaining("Directory.Read.All"),
    });
  });

  it("that Graph fails at are issues with its hint", async () => {
    const error = { code: "unavailable", message: "503", hint: "Try again later." };
    const { issues } = await lookUp(() => ({ status: "failed", error }));
    expect(issues.map(({ hint }) => hint)).toEqual(["Try again later.", "Try again later."]);
    const without = await lookUp(() => ({ status: "failed" }));
    expect(without.issues[0]?.message).toContain("no reason was given");
  });
});
