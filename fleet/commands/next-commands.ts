import { changesTenants } from "../operations.ts";
import { isFailure } from "../outcome.ts";
import type { RunState } from "../run/run-state.ts";
import { counted } from "../words.ts";
import type { Selection } from "./options.ts";
import { type Repeated, typedCommand } from "./typed-command.ts";

const mostNamed = 5;

type Following = {
  readonly given: Repeated;
  readonly isInterrupted: boolean;
};

/** What a person can do next, a sentence with its command each. */
export function nextCommands(state: RunState, following: Following): string[] {
  const { outcomes } = state;
  const { given, isInterrupted } = following;
  const { id, operation } = state.plan;
  if (isInterrupted) {
    const resume = typedCommand(given, ["resume", id]);
    return state.engine === "local"
      ? [`The run stopped. Go on with it: ${resume}`]
      : [
          `The run goes on without this command. Follow it: ${resume}`,
          `Pause it: ${typedCommand(given, ["pause", id])}`,
        ];
  }
  const names = (picked: typeof outcomes) => picked.map(({ tenant }) => tenant);
  const having = (status: string) => outcomes.filter((outcome) => outcome.status === status);
  const checks = !changesTenants(operation);
  const withoutConsent = outcomes.find(({ error }) => error?.code === "noConsent");
  const failed = outcomes.filter((outcome) => isFailure(outcome) && outcome.error?.code !== "noConsent");
  const drifted = having("drifted");
  const neverDeployed = outcomes.filter(({ reason }) => reason === "neverDeployed");
  const unapplied = outcomes.filter(
    ({ status, reason }) =>
      status === "pending" || reason === "pendingChange" || reason === "interruptedUpdate",
  );
  const again = (words: string, verb: string, tenants: readonly string[]) => {
    if (tenants.length === 0) {
      return [];
    }
    const selection = selectionOf(state, tenants);
    // What did not drift is not healed; any other command works on all that it selects.
    const others = selection.ring && verb !== "heal" ? ", with all others of their rings" : "";
    return [`${words}${others}: ${typedCommand(given, [verb], selection)}`];
  };
  return [
    ...waitingCommands(state, given),
    ...(withoutConsent === undefined
      ? []
      : [`Get the consent: ${typedCommand(given, ["onboard", withoutConsent.tenant])}`]),
    ...(state.waiting === undefined
      ? again(`Run ${counted(failed.length, "failed tenant")} again`, operation, names(failed))
      : []),
    ...(checks ? again("Restore what drifted", "heal", names(drifted)) : []),
    ...(checks ? again("Apply what is pending", "up", names(unapplied)) : []),
    ...(checks ? again("Deploy for the first time", "up", names(neverDeployed)) : []),
  ];
}

function waitingCommands({ plan, waiting }: RunState, given: Repeated): string[] {
  if (waiting === undefined) {
    return [];
  }
  const { ring, reason } = waiting;
  const resume = typedCommand(given, ["resume", plan.id]);
  if (reason === "paused") {
    return [`The run is paused. Go on with it: ${resume}`];
  }
  const approve = typedCommand(given, ["approve", ring], { run: plan.id });
  const goOn = given.engine === "local" ? [`Then go on: ${resume}`] : [`Follow it: ${resume}`];
  return reason === "approval"
    ? [`Ring ${ring} waits for a person's approval: ${approve}`, ...goOn]
    : [
        `More tenants of ring ${ring} failed than its maxFailures allows. Go on all the same: ${approve}`,
        ...goOn,
      ];
}

/** These tenants: by their names where they are few, else by the rings that they are in. */
function selectionOf({ outcomes }: RunState, tenants: readonly string[]): Partial<Selection> {
  if (tenants.length <= mostNamed) {
    return { tenant: [...tenants] };
  }
  const chosen = new Set(tenants);
  return { ring: [...new Set(outcomes.filter(({ tenant }) => chosen.has(tenant)).map(({ ring }) => ring))] };
}
