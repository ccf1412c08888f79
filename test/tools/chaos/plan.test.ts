import { describe, expect, it } from "vitest";
import { faultSchema } from "../../../tenant/control/faults.ts";
import { faultKinds, faultOf } from "../../../tools/chaos/faults.ts";
import { planOf } from "../../../tools/chaos/plan.ts";

const plans = Array.from({ length: 100 }, (_, index) => planOf(index + 1));
const injections = plans.flatMap(({ up, change, destroy }) => [...up, ...change, ...destroy]);
const faults = injections.flatMap((injection) => injection.faults);

describe("the plan of a round", () => {
  it("is the same for the same seed, as data, and another for another", () => {
    expect(planOf(7)).toEqual(planOf(7));
    expect(new Set(plans.map((plan) => JSON.stringify({ ...plan, seed: 0 }))).size).toBe(plans.length);
  });

  it("brings every kind of fault and every kind of kill in a hundred rounds", () => {
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(faultKinds));
    const kills = injections.flatMap(({ kill }) =>
      kill === undefined ? [] : [`${kill.victim} ${kill.when}`],
    );
    expect(new Set(kills).size).toBe(6);
  });

  it("declares each kind of profile in many rounds, and one kind in a round", () => {
    const kinds = plans.map(({ first, second }) => new Set([first.kind, second.kind]));
    expect(kinds.every(({ size }) => size === 1)).toBe(true);
    expect(kinds.filter((each) => each.has("settingsCatalog"))).toHaveLength(33);
  });

  it("lets every round's new profile lag behind, and loses the answer to its creation in many", () => {
    for (const { up } of plans) {
      for (const { faults: own } of up) {
        expect(own).toContainEqual(expect.objectContaining({ kind: "lag", method: "POST" }));
      }
    }
    const lost = plans.filter(({ up: [{ faults: own }] }) =>
      own.some(({ kind, target, nth }) => kind === "cut after" && target === "posted" && nth === 1),
    );
    expect(lost.length).toBeGreaterThan(plans.length / 3);
  });

  it("has faults that the tenant takes, on the Intune plugin alone but for transient ones on azuread", () => {
    for (const fault of faults) {
      const { match, effect } = faultSchema.parse(faultOf(fault));
      const isPassing = effect.kind === "status" && effect.retryAfter === 1;
      expect(match.userAgent === "pulumi-intune/" || isPassing).toBe(true);
    }
  });
});
