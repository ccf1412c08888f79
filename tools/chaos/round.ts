import { join } from "node:path";
import type { Run } from "../../pulumi-cli/run.ts";
import { type Stack, startStack } from "../../pulumi-cli/stack.ts";
import { type StartedAhead, startAhead } from "../../pulumi-cli/start-ahead.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { resetFleet } from "./bulk.ts";
import { compare, creationFindings, driftBy, type Finding } from "./compare.ts";
import { type Declaration, declare } from "./declaration.ts";
import type { FaultKind } from "./faults.ts";
import { inject } from "./kill.ts";
import { anyToken, leaksBelow, leaksIn, type Secret } from "./leaks.ts";
import type { Injection, Plan, StepInjections, Victim } from "./plan.ts";
import { killNow, listProcesses, type Process } from "./processes.ts";
import { repeatsIn } from "./repeats.ts";
import { tamper } from "./tamper.ts";

/** What happened in a round. */
export type Outcome = {
  readonly seed: number;
  readonly seconds: number;
  /** Runs of `up` and `destroy`, repeated ones included. */
  readonly runs: number;
  readonly faults: readonly FaultKind[];
  readonly kills: readonly Victim[];
  /** Requests of the Intune plugin's that it sent again after they had failed. */
  readonly repeats: number;
  /** How many faults and kills the reset of many devices met. */
  readonly bulk: { readonly faults: number; readonly kills: number };
  readonly findings: readonly Finding[];
  /** What the CLI printed. */
  readonly log: string;
};

type StepName = "up" | "change" | "destroy";

const noInjection: Injection = { faults: [] };
const runsWithoutFaults = 2;

/**
 * Runs a round: a fresh tenant and a fresh stack are brought up, changed and destroyed with the plan's faults and kills.
 * `certificates` is where tenants keep theirs, so that they are made once.
 */
export async function playRound(plan: Plan, certificates: string): Promise<Outcome> {
  const started = performance.now();
  const tenant = await startTenant({ directory: certificates });
  const stack = await startStack({ env: { ...tenant.env } });
  const round = new Round(plan, tenant, stack);
  try {
    await round.play();
    return round.outcome((performance.now() - started) / 1000);
  } finally {
    await round.endOrphans();
    await stack.close();
    await tenant.close();
  }
}

class Round {
  readonly #plan: Plan;
  readonly #tenant: Tenant;
  readonly #stack: Stack;
  readonly #secrets: readonly Secret[];
  readonly #findings: Finding[] = [];
  readonly #faults: FaultKind[] = [];
  readonly #kills: Victim[] = [];
  readonly #orphans: Process[] = [];
  readonly #log: string[] = [];
  #runs = 0;
  #bulk = { faults: 0, kills: 0 };

  constructor(plan: Plan, tenant: Tenant, stack: Stack) {
    this.#plan = plan;
    this.#tenant = tenant;
    this.#stack = stack;
    this.#secrets = [
      { name: "the client secret", text: tenant.env.ARM_CLIENT_SECRET ?? "" },
      { name: "the passphrase", text: stack.env.PULUMI_CONFIG_PASSPHRASE ?? "" },
      { name: "the control key", text: tenant.controlKey },
      anyToken,
    ];
  }

  async play(): Promise<void> {
    const { first, second, tampering, up, change, destroy } = this.#plan;
    await this.#reach("up", first, up);
    await tamper(this.#tenant, tampering);
    await this.#reach("change", second, change);
    await this.#reach("destroy", undefined, destroy);
    await this.#resetFleet();
    this.#findings.push(...(await leaksBelow(this.#stack.root, this.#secrets)));
  }

  outcome(seconds: number): Outcome {
    return {
      seed: this.#plan.seed,
      seconds,
      runs: this.#runs,
      faults: this.#faults,
      kills: this.#kills,
      repeats: repeatsIn(this.#tenant.requests.graph("pulumi-intune/")),
      bulk: this.#bulk,
      findings: this.#findings,
      log: this.#log.join("\n"),
    };
  }

  /** Does what a user does until a command ends well, then looks at what it left. */
  async #reach(
    step: StepName,
    declaration: Declaration | undefined,
    injections: StepInjections,
  ): Promise<void> {
    if (declaration !== undefined) {
      await declare(this.#stack.directory, declaration);
    }
    const { state } = this.#tenant;
    const isDone = await this.#runUntilDone(step, [
      ...injections,
      ...Array<Injection>(runsWithoutFaults).fill(noInjection),
    ]);
    this.#clearUp();
    const found = compare(state, declaration);
    if (!isDone) {
      found.push({ kind: "loss", what: "the command never ended well" });
    } else if (step === this.#plan.previewed) {
      found.push(...(await this.#falseDrift()));
    }
    this.#findings.push(...found.map(({ kind, what }) => ({ kind, what: `${step}: ${what}` })));
  }

  async #runUntilDone(step: StepName, injections: readonly Injection[]): Promise<boolean> {
    const command = step === "destroy" ? "destroy" : "up";
    for (const injection of injections) {
      const { code } = await this.#runUnder(injection, [command, "--yes", "--skip-preview"]);
      if (code === 0) {
        return true;
      }
    }
    return false;
  }

  async #runUnder(injection: Injection, args: readonly string[]): Promise<Run> {
    const { deviceConfigurations, configurationPolicies } = this.#tenant.state;
    const added = () => deviceConfigurations.added + configurationPolicies.added;
    const addedBefore = added();
    let cli: number | undefined;
    const ahead = await this.#startAhead();
    const injected = inject(this.#tenant, injection, () => ({ cli, ahead: ahead?.pid }));
    const { child, ended } = this.#stack.start(args, ahead?.env);
    cli = child.pid;
    const run = await ended.finally(() => ahead?.stop());
    this.#runs += 1;
    this.#findings.push(...creationFindings(added() - addedBefore));
    this.#note(
      args,
      run,
      `${injected.faults.join(", ")} ${injected.kills.map((victim) => `KILLED ${victim}`)}`,
    );
    this.#faults.push(...injected.faults);
    this.#kills.push(...injected.kills);
    this.#orphans.push(...injected.orphans);
    // A CLI that was killed leaves its stack locked.
    if (run.code === null) {
      await this.#stack.run(["cancel", "--yes"]);
    }
    return run;
  }

  async #resetFleet(): Promise<void> {
    const { findings, faults, kills, log } = await resetFleet(
      this.#tenant,
      this.#stack.root,
      this.#plan.bulk,
      this.#secrets,
    );
    this.#bulk = { faults: faults.length, kills };
    this.#findings.push(...findings);
    this.#log.push(log);
  }

  /** Removes the faults that still wait, and reads until every replica has what was written. */
  #clearUp(): void {
    this.#tenant.faults.clear();
    const { deviceConfigurations, configurationPolicies } = this.#tenant.state;
    for (const collection of [deviceConfigurations, configurationPolicies]) {
      while (JSON.stringify(collection.list()) !== JSON.stringify(collection.all())) {}
    }
  }

  async #falseDrift(): Promise<Finding[]> {
    const args = ["preview", "--expect-no-changes", "--diff"];
    const ahead = await this.#startAhead();
    const run = await this.#stack.run(args, ahead?.env).finally(() => ahead?.stop());
    this.#note(args, run, "");
    return driftBy(run.code);
  }

  /** As `npm run pulumi` does; in every second round the engine starts its plugins itself. */
  async #startAhead(): Promise<StartedAhead | undefined> {
    const { seed } = this.#plan;
    return seed % 2 === 0 ? startAhead(this.#stack.directory, this.#stack.env) : undefined;
  }

  #note(args: readonly string[], { code, stdout, stderr }: Run, injected: string): void {
    this.#log.push(
      `$ pulumi ${args.join(" ")}   [${injected.trim()}]\n${stdout}${stderr}exit code ${code}\n`,
    );
    this.#findings.push(...leaksIn(`the output of ${args[0]}`, stdout + stderr, this.#secrets));
  }

  /** What a killed CLI left running; the plugins end by themselves, but need not have done so yet. */
  async endOrphans(): Promise<void> {
    if (this.#orphans.length === 0) {
      return;
    }
    const running = await listProcesses();
    for (const { pid, args } of this.#orphans) {
      if (running.some((process) => process.pid === pid && process.args === args)) {
        killNow(pid);
      }
    }
  }
}

/** Where the tenants of a run keep their certificates, below a folder of its own for each that runs at once. */
export function certificatesOf(folder: string, worker: number): string {
  return join(folder, `tenant-${worker}`);
}
