import { type Context, noTerminal } from "../../context.ts";
import { asFailure, CommandError } from "../../errors.ts";
import type { Ending } from "../../exit-codes.ts";
import type { Column } from "../../output.ts";
import { columnsOf, wrapped } from "../../text-width.ts";
import type { ResetOptions } from "../options.ts";
import { untouched } from "../untouched.ts";
import { type Journal, openJournal, readResults } from "./journal.ts";
import { devicesIn, labelsFor, sharedNamesNote } from "./labels.ts";
import type { Target } from "./match-devices.ts";
import { checkUnchanged, type Plan, planOf } from "./plan.ts";
import { chooseManyDelivery, type ManyDelivery } from "./print.ts";
import { startProgress } from "./progress.ts";
import { type List, readList, usualResults } from "./read-list.ts";
import { noteEarlier, nothingToResume, printEarlier } from "./rerun.ts";
import { resetDevices, type Timing } from "./reset-devices.ts";
import { hasEnded, mayBeSentAgain } from "./results.ts";
import { keepHeapSmall } from "./smaller-heap.ts";

/**
 * Resets the devices of a list: checks all of it before anything is done, asks once, then goes on with what an
 * earlier run of the same list left.
 *
 * @returns `done`, `partly` or `failed`, as all, some or none of the list's devices have a new passcode; `unsure` where
 *   the outcome of one is unknown, or a later reset replaced a delivered passcode.
 * @throws CommandError, GraphError, CredentialError.
 */
export async function bulkReset(
  context: Context,
  options: ResetOptions,
  timing?: Timing,
): Promise<Ending | undefined> {
  const delivery = options.dryRun ? undefined : chooseManyDelivery(context, options);
  if (!options.dryRun && !options.yes && !context.interactive) {
    throw noTerminal("Add --yes to reset without being asked. Nothing was reset.");
  }
  keepHeapSmall();
  const from = options.from ?? "-";
  const list = await readList(context, from);
  const file = options.results ?? usualResults(from, list);
  const { plan, isFirstRun } = await planned(context, options, { list, file }).catch(
    untouched(context.signal, resetNothing),
  );
  if (options.resume && isFirstRun) {
    throw nothingToResume(file);
  }
  const sharedNames = sharedNamesNote(
    [...plan.begun, ...plan.unsure, ...plan.fresh].map(({ device }) => device),
  );
  if (sharedNames !== undefined) {
    context.output.note(sharedNames);
  }
  if (delivery === undefined) {
    return dryRun(context, plan);
  }
  noteEarlier(context, options, plan.ended, list);
  const isAgreed = async () => {
    await delivery.check();
    return isWanted(context, options, plan);
  };
  if (!(await isAgreed().catch(untouched(context.signal, resetNothing)))) {
    context.output.note(resetNothing);
    return "failed";
  }
  const journal = await openJournal(file, list.hash);
  try {
    await carryOut(context, options, { plan, rows: list.rows, journal, delivery, timing, file });
    // Not read again: what came of the resets must not hang on what the file is by now.
    return ending(context, journal, { list, file });
  } finally {
    await journal.close();
  }
}

const resetNothing = "This run reset nothing.";

type Files = { readonly list: List; readonly file: string };

async function planned(
  context: Context,
  { allowPlatform }: ResetOptions,
  { list, file }: Files,
): Promise<{ plan: Plan; isFirstRun: boolean }> {
  const { graph, signal, progress } = context;
  const earlier = await readResults(file, list.hash);
  const allowPlatforms = allowPlatform === undefined ? [] : [allowPlatform];
  const reading = progress("Reading the managed devices");
  const plan = await planOf(graph, list.rows, { earlier, allowPlatforms, signal }).finally(() =>
    reading.stop(),
  );
  return { plan, isFirstRun: earlier.size === 0 };
}

function dryRun({ output }: Context, { ended, begun, unsure, fresh }: Plan): undefined {
  output.rows(plannedColumns, [
    ...begun.map((target) => ({ ...target, step: "wait for its result" })),
    ...unsure.map((target) => ({ ...target, step: "look for its reset; perhaps reset it again" })),
    ...fresh.map((target) => ({ ...target, step: "reset" })),
  ]);
  const again = unsure.length === 0 ? "" : `${unsure.length} may be reset again, `;
  output.note(
    `${fresh.length} would be reset, ${again}${begun.length} waited for, ${ended.length} left alone: an earlier run ` +
      "ended them. Nothing was reset.",
  );
  return undefined;
}

const plannedColumns: readonly Column<Target & { step: string }>[] = [
  { key: "line", title: "Line", value: ({ line }) => line, table: { priority: 4 } },
  { key: "name", title: "Name", value: ({ device }) => device.deviceName, table: { priority: 1 } },
  {
    key: "user",
    title: "User",
    value: ({ device }) => device.userPrincipalName,
    table: { priority: 3, min: 14 },
  },
  {
    key: "operatingSystem",
    title: "Platform",
    value: ({ device }) => device.operatingSystem,
    table: { priority: 5 },
  },
  {
    key: "serialNumber",
    title: "Serial number",
    value: ({ device }) => device.serialNumber,
    table: { priority: 2 },
  },
  { key: "osVersion", title: "Version", value: ({ device }) => device.osVersion, table: { priority: 7 } },
  { key: "id", title: "Id", value: ({ device }) => device.id, table: { priority: 6 } },
  { key: "step", title: "Would", value: ({ step }) => step, table: { priority: 1 } },
];

/** What an earlier run asked for was agreed to then. */
async function isWanted(context: Context, { yes }: ResetOptions, plan: Plan): Promise<boolean> {
  const all = [...plan.fresh, ...plan.unsure];
  if (yes || all.length === 0) {
    return true;
  }
  const counts = new Map<string, number>();
  for (const { device } of all) {
    counts.set(device.operatingSystem, (counts.get(device.operatingSystem) ?? 0) + 1);
  }
  const platforms = [...counts].map(([name, count]) => `${count} ${name}`).join(", ");
  const again = plan.unsure.length === 0 ? "" : `, ${plan.unsure.length} of them perhaps a second time`;
  const question = `Reset the passcodes of ${devicesIn(all.length)} (${platforms})${again}?`;
  // A prompt itself breaks a long line in the midst of a word.
  const room = (columnsOf(context.stderr) ?? Number.POSITIVE_INFINITY) - "? (y/N) ".length;
  return context.confirm(wrapped(question, room, "  "), "Add --yes.");
}

type Work = {
  readonly plan: Plan;
  readonly rows: List["rows"];
  readonly journal: Journal;
  readonly delivery: ManyDelivery;
  readonly timing: Timing | undefined;
  readonly file: string;
};

async function carryOut(context: Context, { timeout, resume }: ResetOptions, work: Work): Promise<void> {
  const { plan, rows, journal, delivery, timing = {}, file } = work;
  // Another run may have got there since the plan was made.
  const targets = [...plan.begun, ...plan.unsure, ...plan.fresh].filter(({ line }) => {
    const entry = journal.earlier.get(line);
    return entry === undefined || !hasEnded(entry);
  });
  checkUnchanged(targets, journal.earlier, file);
  // Without it, a reader who has gone would end the process before it can say how to go on.
  context.stdout.on("error", () => undefined);
  if (resume) {
    await printEarlier(context, plan.ended, { rows, delivery, timing });
  }
  const tally = await startProgress(context.stderr, targets.length);
  try {
    await resetDevices(targets, {
      context,
      journal,
      delivery,
      tally,
      labelOf: labelsFor([...plan.begun, ...plan.unsure, ...plan.fresh].map(({ device }) => device)),
      timing,
      timeoutMilliseconds: timeout * 60_000,
    });
  } catch (error) {
    throw stopped(error, context, { file, left: targets.length - tally.done - tally.failed });
  } finally {
    tally.stop();
  }
}

function stopped(error: unknown, { signal }: Context, { file, left }: { file: string; left: number }): Error {
  const { code, message, hint, ending } = asFailure(error, signal.aborted);
  const goOn = `The same command goes on with the ${devicesIn(left)} left and resets none twice: it looks into ${file}.`;
  return new CommandError(code, message, { hint: [hint, goOn].filter(Boolean).join("\n"), ending });
}

function ending(
  { output }: Context,
  { latest: results, earlier }: Journal,
  { list, file }: Files,
): Ending | undefined {
  const entries = list.rows.map(({ line }) => results.get(line));
  const count = (isMeant: (entry: (typeof entries)[number]) => boolean) => entries.filter(isMeant).length;
  const done = count((entry) => entry?.state === "done");
  const before = list.rows.filter(({ line }) => earlier.get(line)?.state === "done").length;
  const left = count((entry) => entry === undefined || !hasEnded(entry));
  const unknown = count((entry) => entry !== undefined && mayBeSentAgain(entry));
  const superseded = count((entry) => entry?.state === "superseded");
  const failed = entries.length - done - left - superseded;
  const parts = [
    `${done} succeeded, ${failed} failed, ${left} still running.`,
    ...(before > 0 ? [`${before} of them were already done by an earlier run.`] : []),
    ...(unknown > 0 ? [`Whether the reset of ${devicesIn(unknown)} was carried out is unknown.`] : []),
    ...(superseded > 0 ? [`The passcodes of ${devicesIn(superseded)} were replaced by later resets.`] : []),
    ...(left > 0 ? ["The same command goes on with those that have not ended."] : []),
    `Results: ${file}`,
  ];
  output.note(parts.join(" "));
  if (done === entries.length) {
    return undefined;
  }
  if (unknown + superseded > 0) {
    return "unsure";
  }
  return done === 0 ? "failed" : "partly";
}
