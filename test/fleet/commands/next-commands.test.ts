import { describe, expect, it } from "vitest";
import { nextCommands } from "../../../fleet/commands/next-commands.ts";
import { endingOfRun } from "../../../fleet/commands/run-ending.ts";
import { type Repeated, typedCommand } from "../../../fleet/commands/typed-command.ts";
import { drifted, failed, outcome, planOf, stateOf } from "../support/outcomes.ts";

const local: Repeated = { fleet: "./fleet.yaml", engine: "local" };
const remote: Repeated = {
  fleet: "fleets/emea fleet.yaml",
  engine: "temporal",
  address: "temporal.contoso.example:7233",
  namespace: "fleets",
  tlsCertPath: "/run/o'hara.pem",
};
const run = "npm run pin-reset -- fleet";
const plan = planOf({ canary: ["contoso", "fabrikam"], broad: ["tailspin"] });
const next = (state: Parameters<typeof nextCommands>[0], given = local, isInterrupted = false) =>
  nextCommands(state, { given, isInterrupted });

describe("a command to type next", () => {
  it("has nothing that is the default", () => {
    expect(typedCommand(local, ["scan"])).toBe(`${run} scan`);
  });

  it("meets the same fleet and engine, and survives a shell", () => {
    expect(typedCommand(remote, ["approve", "the ring"], { run: "a" })).toBe(
      `${run} approve 'the ring' --run a --fleet 'fleets/emea fleet.yaml' --engine temporal ` +
        "--address temporal.contoso.example:7233 --namespace fleets --tls-cert-path '/run/o'\\''hara.pem'",
    );
  });
});

describe("what to do after a run", () => {
  it("is nothing where all is well", () => {
    expect(next(stateOf(plan, [outcome("contoso"), outcome("fabrikam")]))).toEqual([]);
  });

  it("is to heal what drifted, to update what is pending, and to run again what failed, each by its name", () => {
    const outcomes = [
      drifted("contoso"),
      outcome("fabrikam", { status: "notScanned", reason: "pendingChange" }),
      failed("tailspin"),
      outcome("wingtip", { status: "notScanned", reason: "neverDeployed" }),
    ];
    expect(next(stateOf(plan, outcomes))).toEqual([
      `Run 1 failed tenant again: ${run} scan --tenant tailspin`,
      `Restore what drifted: ${run} heal --tenant contoso`,
      `Apply what is pending: ${run} up --tenant fabrikam`,
      `Deploy for the first time: ${run} up --tenant wingtip`,
    ]);
  });

  it("is to get the consent that is missing, and not to run such a tenant again without it", () => {
    const error = { code: "noConsent", message: "No administrator has consented to it." };
    expect(next(stateOf(plan, [failed("contoso", { error }), failed("fabrikam")]))).toEqual([
      `Get the consent: ${run} onboard contoso`,
      `Run 1 failed tenant again: ${run} scan --tenant fabrikam`,
    ]);
  });

  it("names rings where the tenants are many", () => {
    const outcomes = Array.from({ length: 6 }, (_, index) => drifted(`tenant-${index}`, { ring: "broad" }));
    expect(next(stateOf(plan, outcomes))).toEqual([`Restore what drifted: ${run} heal --ring broad`]);
  });

  it("says that a command by rings works on others too, such as those whose changes nobody has looked at", () => {
    const outcomes = Array.from({ length: 6 }, (_, index) =>
      outcome(`tenant-${index}`, { ring: "broad", status: "notScanned", reason: "neverDeployed" }),
    );
    expect(next(stateOf(plan, outcomes))).toEqual([
      `Deploy for the first time, with all others of their rings: ${run} up --ring broad`,
    ]);
  });

  it("is to approve a ring that waits, and to go on", () => {
    const state = stateOf(plan, [], { waiting: { ring: "broad", reason: "approval" }, endedAt: undefined });
    expect(next(state)).toEqual([
      `Ring broad waits for a person's approval: ${run} approve broad --run ${plan.id}`,
      `Then go on: ${run} resume ${plan.id}`,
    ]);
  });

  it("does not run again what failed while the ring is halted for it, which would be another run", () => {
    const waiting = { ring: "canary", reason: "tooManyFailures" } as const;
    const commands = next(stateOf(plan, [failed("contoso")], { waiting, endedAt: undefined }));
    expect(commands[0]).toContain(`Go on all the same: ${run} approve canary --run ${plan.id}`);
    expect(commands.join("\n")).not.toContain("again");
  });

  it("is to resume an interrupted run; by Temporal it goes on without the command", () => {
    const state = stateOf(plan, [], { endedAt: undefined });
    expect(next(state, local, true)).toEqual([`The run stopped. Go on with it: ${run} resume ${plan.id}`]);
    expect(next({ ...state, engine: "temporal" }, local, true)).toEqual([
      `The run goes on without this command. Follow it: ${run} resume ${plan.id}`,
      `Pause it: ${run} pause ${plan.id}`,
    ]);
  });
});

describe("how a run's command ends", () => {
  const waiting = { ring: "broad", reason: "approval" } as const;
  it.each([
    ["done", [outcome("a"), outcome("b", { status: "changed" })], {}],
    ["found", [outcome("a"), drifted("b")], {}],
    ["found", [outcome("a", { status: "pending" })], {}],
    ["found", [outcome("a", { status: "notScanned", reason: "neverDeployed" })], {}],
    ["partly", [drifted("a"), failed("b")], {}],
    ["partly", [outcome("a"), outcome("b", { status: "notScanned", reason: "noPermission" })], {}],
    ["failed", [failed("a"), failed("b")], {}],
    ["waiting", [failed("a")], { waiting }],
  ] as const)("is %s for %j", (ending, outcomes, change) => {
    expect(endingOfRun(stateOf(plan, outcomes, change), false)).toBe(ending);
  });

  it("is interrupted whatever ended before", () => {
    expect(endingOfRun(stateOf(plan, [failed("a")]), true)).toBe("interrupted");
  });
});
