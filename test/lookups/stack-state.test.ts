import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { claimState, readStackState } from "../../lookups/stack-state.ts";
import { startEngine } from "../components/engine.ts";

const profile = "intune:index:WindowsCustomConfiguration";
const component = "intune:index:PinReset";

const urn = (types: string, name: string) => `urn:pulumi:dev::pin-reset::${types}::${name}`;

let outputs: Record<string, { outputs: Record<string, unknown> }>;

beforeEach(async () => {
  await startEngine(() => ({ outputs }));
});

/** A component under a parent of that type, which has claimed what is its own. */
async function claimed(parentType: string, name: string): Promise<pulumi.Resource> {
  const parent = new pulumi.ComponentResource(parentType, `${name} of ${parentType}`);
  const own = new pulumi.ComponentResource(component, name, {}, { parent });
  await claimState(own);
  return own;
}

const stateOf = (...of: string[]) => {
  outputs = Object.fromEntries(of.map((each) => [each, { outputs: { displayName: "A name", urn: each } }]));
};

describe("what the state has for a component", () => {
  it("is its own, where several have resources of one name", async () => {
    const [one, two] = [
      urn(`a:b:One$${component}$${profile}`, "p-profile"),
      urn(`a:b:Two$${component}$${profile}`, "p-profile"),
    ];
    stateOf(one, two);
    const state = await readStackState(await claimed("a:b:Two", "p"));
    expect(state.find(profile, "p-profile")).toMatchObject({ urn: two });
  });

  it("is not that of another component of the program, even where it has nothing itself", async () => {
    const of = urn(`a:b:Three$${component}$${profile}`, "p-profile");
    stateOf(of);
    await claimed("a:b:Three", "p");
    const state = await readStackState(await claimed("a:b:Four", "p"));
    expect(state.find(profile, "p-profile")).toBeUndefined();
    expect(state.urnsOf(profile, "displayName", "A name")).toEqual([]);
  });

  it("is that of a former type or parent, which no other component of the program has", async () => {
    const of = urn(`a:b:Former$pin-reset:index:PinReset$${profile}`, "moved-profile");
    stateOf(of);
    const state = await readStackState(await claimed("a:b:Five", "moved"));
    expect(state.find(profile, "moved-profile")).toMatchObject({ urn: of });
    expect(state.urnsOf(profile, "displayName", "A name")).toEqual([of]);
  });
});
