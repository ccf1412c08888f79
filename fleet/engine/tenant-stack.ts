import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import { errorsOfEvents, errorsOfRun, pulumiFailed } from "../../pulumi-cli/failures.ts";
import { onePass } from "../../pulumi-cli/one-pass.ts";
import { startAhead } from "../../pulumi-cli/start-ahead.ts";
import { FleetError } from "../errors.ts";
import type { TenantWork } from "../work.ts";
import { type CliRun, findCli, type StackCli, stackCli } from "./cli.ts";
import { violationsIn } from "./found.ts";
import type { OwnUpdates } from "./own-updates.ts";
import { inProjectFolder, nameSecretsProvider, type ProjectFolder } from "./project-folder.ts";
import { locksIn, stackLocked } from "./stack-lock.ts";
import { type StackSummary, summaryOf } from "./state.ts";

/** A tenant's stack. Every operation throws PulumiError `pulumiFailed` with the engine's own words, and the signal's reason. */
export type TenantStack = {
  /** What its state says; undefined where there is no such stack. */
  summary(): Promise<StackSummary | undefined>;
  /** The engine's events of a preview with refresh. */
  preview(): Promise<readonly EngineEvent[]>;
  /** The same for a stack that is not there, with a state that is gone afterwards: it leaves no stack behind. */
  previewNew(): Promise<readonly EngineEvent[]>;
  /** Creates the stack with the fleet's secrets provider, which one that was never deployed gets too. */
  prepare(summary: StackSummary | undefined, updates: OwnUpdates): Promise<void>;
  /**
   * Brings the tenant to what the program declares: all of it, or what has these URNs.
   *
   * @throws FleetError `stackLocked`, `policyViolated`.
   */
  up(updates: OwnUpdates, urns?: readonly string[]): Promise<readonly EngineEvent[]>;
  /** Clears what an interrupted update was about to create, and a later one has created or found. */
  clearPendingCreates(root: string, updates: OwnUpdates): Promise<void>;
};

/**
 * Gives `use` the tenant's stack, in a project folder of its own.
 *
 * @param env The tenant's: its credential, and what the parent has of PULUMI_*.
 */
export function withTenantStack<Result>(
  work: TenantWork,
  env: NodeJS.ProcessEnv,
  use: (stack: TenantStack) => Promise<Result>,
): Promise<Result> {
  return inProjectFolder(work, async (project) => {
    const found = await findCli(env, work.report);
    const { folder } = project;
    const cli = stackCli(found, { folder, stack: work.tenant.stack, env, signal: work.signal });
    return await use(operations(work, { ...env, ...found.env }, project, cli));
  });
}

function operations(
  work: TenantWork,
  env: NodeJS.ProcessEnv,
  project: ProjectFolder,
  cli: StackCli,
): TenantStack {
  const { fleet, tenant, options, signal } = work;
  const { stack } = tenant;
  const policies = options.policyPack
    ? ["--policy-pack", path.resolve(fleet.project, options.policyPack)]
    : [];

  /** What a run did, unless it failed. One that came to its end although it was interrupted did not fail. */
  const done = (title: string, run: CliRun, effect: string): CliRun => {
    if (run.code === 0) {
      return run;
    }
    signal.throwIfAborted();
    const text = run.stderr + run.stdout;
    const locks = locksIn(text);
    if (locks) {
      throw stackLocked(stack, locks);
    }
    const { mandatory } = violationsIn(run.events);
    if (mandatory.length > 0) {
      throw policyViolated(mandatory);
    }
    throw pulumiFailed(title, errorsOfEvents(run.events, run.stderr) || errorsOfRun({ ...run }), effect);
  };

  const preview = async (own: Readonly<Record<string, string>>) => {
    const previewing = { ...own, ...onePass(cli.version, ["preview"], env) };
    const ahead = await startAhead(project.folder, { ...env, ...previewing });
    try {
      const run = await cli.run(["preview", "--refresh", ...policies], {
        env: { ...previewing, ...ahead?.env },
        onStart: (pid) => ahead?.stayFor(pid),
      });
      return done("preview", run, nothingKnown).events;
    } finally {
      await ahead?.stop();
    }
  };

  /** A run that takes the stack's lock. One that was left by a process of this fleet which is gone is taken back, once. */
  const update = async (title: string, args: readonly string[], updates: OwnUpdates) => {
    const start = () => cli.run(args, { onStart: (pid) => updates.note(pid, project.folder) });
    let run = await start();
    const locks = run.code === 0 ? undefined : locksIn(run.stderr + run.stdout);
    if (locks && locks.length > 0 && locks.every(updates.left)) {
      work.report("takes back the lock of an update that was killed");
      done("cancel", await cli.run(["cancel", "--yes"]), nothingDone);
      run = await start();
    }
    return done(title, run, partlyDone).events;
  };

  return {
    async summary() {
      const run = await cli.run(["stack", "export"]);
      if (run.code !== 0 && /no stack named/.test(run.stderr)) {
        return undefined;
      }
      return summaryOf(done("stack export", run, nothingKnown).stdout);
    },
    preview: () => preview({}),
    async previewNew() {
      const state = path.join(project.folder, "state");
      await mkdir(state);
      const own = {
        PULUMI_BACKEND_URL: pathToFileURL(state).href,
        ...(!project.namesSecretsProvider && { PULUMI_CONFIG_PASSPHRASE: randomUUID() }),
      };
      done("stack init", await cli.run(["stack", "init", "--no-select"], { env: own }), nothingKnown);
      return await preview(own);
    },
    async prepare(summary, updates) {
      const { secretsProvider } = fleet;
      const given = project.namesSecretsProvider ? undefined : secretsProvider;
      if (summary === undefined) {
        const provider = given === undefined ? [] : ["--secrets-provider", given];
        await update("stack init", ["stack", "init", "--no-select", ...provider], updates);
      } else if (!summary.namesSecretsProvider && given?.includes("://")) {
        // The process that created it may have been killed before a state was written that names the provider.
        await nameSecretsProvider(project, given);
      }
    },
    up(updates, urns = []) {
      const targets = urns.flatMap((urn) => ["--target", urn]);
      const args = ["up", "--yes", "--skip-preview", "--refresh", ...targets, ...policies];
      return update("up", args, updates);
    },
    async clearPendingCreates(root, updates) {
      // The stack itself alone is refreshed, which asks the tenant for nothing.
      const args = ["refresh", "--yes", "--skip-preview", "--clear-pending-creates", "--target", root];
      await update("refresh", args, updates);
    },
  };
}

const nothingKnown = "How the tenant is now is not known.";
const nothingDone = "Nothing was changed in the tenant.";
const partlyDone = "What it did before that is done.";

function policyViolated(violations: readonly string[]): FleetError {
  return new FleetError({
    code: "policyViolated",
    message: `The policy pack does not allow it:\n${violations.join("\n")}`,
    hint: "Change the tenant's settings in fleet.yaml so that they keep the policies, or the policy pack.",
  });
}
