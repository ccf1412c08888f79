import type { TenantOutcome } from "../outcome.ts";
import type { PlannedRing } from "../run/plan.ts";

/** What each form of display is told. */
export type Shown = {
  started(tenant: string): void;
  progress(tenant: string, text: string): void;
  settled(outcome: TenantOutcome): void;
  stop(): void;
};

export type DisplayOptions = {
  readonly rings: readonly PlannedRing[];
  /** Tenants that ended before, as of a run that is resumed. */
  readonly settled: readonly TenantOutcome[];
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Whether a tenant's line is data, on standard output; else it is on standard error. */
  readonly linesAreData: boolean;
};
