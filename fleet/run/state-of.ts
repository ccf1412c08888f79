import type { RunEvent, RunState } from "./run-state.ts";

/** A run as its events have it so far; undefined while there are none. */
export function stateOf(events: Iterable<RunEvent>): RunState | undefined {
  let state: RunState | undefined;
  for (const event of events) {
    state = withEvent(state, event);
  }
  return state;
}

/**
 * A run after one event more. The state that was given is changed and returned: a run of ten thousand tenants has as many
 * outcomes, and four times as many events.
 *
 * @param state Undefined before the first event, which is `planned`.
 */
export function withEvent(state: RunState | undefined, event: RunEvent): RunState | undefined {
  if (event.type === "planned") {
    return state ?? newState(event);
  }
  if (state !== undefined) {
    apply(state, event);
  }
  return state;
}

/** A run of which nothing has happened yet. */
export function newState({
  plan,
  engine,
  tenantIds,
}: Pick<RunState, "plan" | "engine" | "tenantIds">): RunState {
  return {
    plan,
    engine,
    ...(tenantIds && { tenantIds }),
    outcomes: [],
    running: [],
    approved: [],
    paused: false,
  };
}

function apply(state: RunState, event: Exclude<RunEvent, { type: "planned" }>): void {
  switch (event.type) {
    case "started":
      noLongerRunning(state, event.tenant);
      state.running.push({ tenant: event.tenant, since: event.at });
      delete state.waiting;
      break;
    case "progress": {
      const running = state.running.find(({ tenant }) => tenant === event.tenant);
      if (running) {
        running.progress = event.text;
      }
      break;
    }
    case "settled":
      noLongerRunning(state, event.outcome.tenant);
      state.outcomes.push(event.outcome);
      break;
    case "waiting":
      state.waiting = { ring: event.ring, reason: event.reason };
      break;
    case "paused":
      state.paused = true;
      break;
    case "resumed":
      state.paused = false;
      delete state.waiting;
      break;
    case "approved":
      state.approved.push(event.ring);
      delete state.waiting;
      break;
    case "ended":
      state.endedAt = event.at;
      state.running = [];
      delete state.waiting;
      break;
  }
}

function noLongerRunning(state: RunState, name: string): void {
  state.running = state.running.filter(({ tenant }) => tenant !== name);
}
