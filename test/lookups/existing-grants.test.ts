import { describe, expect, it } from "vitest";
import { grantNames, lookUpGrants } from "../../lookups/existing-grants.ts";
import type { StackState } from "../../lookups/stack-state.ts";
import type { Settings } from "../../settings.ts";
import { type FunctionCall, startEngine } from "../components/engine.ts";

const consent: Settings["consent"] = {
  clientScopes: ["user_impersonation"],
  serviceScopes: ["User.Read"],
  directoryAppId: "00000002-0000-0000-c000-000000000000",
};
const noState: StackState = { find: () => undefined };
const live = { id: "grant", clientObjectId: "client", resourceObjectId: "resource", scopes: ["User.Read"] };

async function lookUp(
  answer: (call: FunctionCall) => Record<string, unknown>,
  settings = consent,
  state = noState,
) {
  const { calls } = await startEngine(answer);
  return { ...(await lookUpGrants("pin-reset", settings, state)), asked: calls.length };
}

describe("the grants of the consent that exist already", () => {
  it("are given with what they hold, and where there is none nothing is given", async () => {
    const { grants, issues, asked } = await lookUp(({ inputs }) =>
      inputs.resourceAppId === consent.directoryAppId ? live : {},
    );
    expect(grants).toEqual({ service: live });
    expect([issues, asked]).toEqual([[], 2]);
  });

  it("are not asked for where the settings grant nothing", async () => {
    const { grants, asked } = await lookUp(() => live, { ...consent, clientScopes: [], serviceScopes: [] });
    expect([grants, asked]).toEqual([{}, 0]);
  });

  it("are not asked for where the stack's state has them", async () => {
    const known: string[] = Object.values(grantNames("pin-reset"));
    const state = {
      find: (_type: string, name: string) => (known.includes(name) ? {} : undefined),
    };
    const { grants, asked } = await lookUp(() => live, consent, state);
    expect([grants, asked]).toEqual([{}, 0]);
  });

  it("that cannot be read are each an issue with the permissions that are missing", async () => {
    const { issues } = await lookUp(() => {
      throw new Error("403 Forbidden");
    });
    expect(issues).toHaveLength(2);
    expect(issues[0]).toMatchObject({
      message: expect.stringContaining("the grant of the PIN reset client on the service"),
      hint: expect.stringContaining("Directory.Read.All"),
    });
  });
});
