import type { RunEvent, RunState } from "../run/run-state.ts";
import type { PlanProgress } from "./contract.ts";
import { fetchActivityProgress, fetchOutcomes, type Reading } from "./read-run.ts";

export type Telling = Reading & {
  readonly onEvent: (event: RunEvent) => void;
  /** What was told before, by a journal: it is not told again. */
  readonly told?: RunState | undefined;
};

/** Turns what changed between two looks at a run into events. */
export class Teller {
  readonly #telling: Telling;
  readonly #settled: ReadonlySet<string>;
  readonly #started = new Set<string>();
  readonly #texts = new Map<string, string>();
  #approved = 0;
  #paused = false;
  known = 0;

  constructor(telling: Telling) {
    this.#telling = telling;
    const { outcomes = [], approved = [], paused = false } = telling.told ?? {};
    this.#settled = new Set(outcomes.map(({ tenant }) => tenant));
    this.#approved = approved.length;
    this.#paused = paused;
  }

  async tell(progress: PlanProgress): Promise<void> {
    const { input, client } = this.#telling;
    this.#tellDecisions(progress);
    const news = progress.settled.filter(({ tenant }) => !this.#settled.has(tenant));
    const outcomes = await fetchOutcomes(this.#telling, news);
    for (const outcome of outcomes) {
      this.#tellStarted(outcome.tenant, outcome.startedAt);
      this.#telling.onEvent({ type: "settled", at: outcome.endedAt, outcome });
    }
    this.known += progress.settled.length;
    for (const { tenant, since } of progress.running) {
      this.#tellStarted(tenant, since);
    }
    await Promise.all(
      progress.running.map(async ({ tenant, held }) => {
        const text = held
          ? "waits until another run is done with this tenant"
          : await fetchActivityProgress(client, input.tenantIds[tenant] ?? tenant).catch(() => undefined);
        this.#tellProgress(tenant, text);
      }),
    );
  }

  #tellDecisions({ approved, paused }: PlanProgress): void {
    const at = new Date().toISOString();
    for (const ring of approved.slice(this.#approved)) {
      this.#telling.onEvent({ type: "approved", at, ring });
    }
    if (paused !== this.#paused) {
      this.#telling.onEvent({ type: paused ? "paused" : "resumed", at });
    }
    this.#approved = approved.length;
    this.#paused = paused;
  }

  #tellStarted(tenant: string, at: string): void {
    if (!this.#started.has(tenant)) {
      this.#started.add(tenant);
      this.#telling.onEvent({ type: "started", at, tenant });
    }
  }

  #tellProgress(tenant: string, text: string | undefined): void {
    if (text !== undefined && this.#texts.get(tenant) !== text) {
      this.#texts.set(tenant, text);
      this.#telling.onEvent({ type: "progress", at: new Date().toISOString(), tenant, text });
    }
  }
}
