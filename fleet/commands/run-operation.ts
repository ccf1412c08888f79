import path from "node:path";
import type { Context } from "../../cli/context.ts";
import type { Ending } from "../../cli/exit-codes.ts";
import type { Fleet } from "../fleet.ts";
import { type Operation, workOptions } from "../operations.ts";
import type { RunPlan } from "../run/plan.ts";
import { counted } from "../words.ts";
import { followRun } from "./follow-run.ts";
import { planOptions } from "./new-run.ts";
import type { EngineOptions, FleetOption, ReportOptions, Selection } from "./options.ts";
import { readFleetOf, selected } from "./read-fleet.ts";
import { withEngine } from "./with-engine.ts";

type OperationOptions = FleetOption &
  Selection &
  EngineOptions &
  ReportOptions & {
    readonly doctor: boolean;
    readonly policyPack?: string | undefined;
    readonly yes?: boolean;
  };

/**
 * Runs an operation over the selected tenants.
 *
 * @throws FleetError, CommandError `noTerminal` where a change is not confirmed, and what the engine throws.
 */
export async function runOperation(
  context: Context,
  operation: Operation,
  options: OperationOptions,
): Promise<Ending> {
  const { planRun } = await import("../run/new-plan.ts");
  const fleet = await readFleetOf(options);
  const work = workOptions.parse({
    doctor: options.doctor,
    policyPack: fromProject(fleet, options.policyPack),
  });
  const plan = planRun(fleet, await selected(fleet, options), planOptions({ operation, options: work }));
  if (options.yes === false && !(await agreed(context, plan))) {
    context.output.note("Nothing was changed.");
    return "failed";
  }
  context.output.note(`Run ${plan.id}`);
  return withEngine(context, fleet, options, (engine) =>
    followRun(context, { fleet, engine, plan, given: options }),
  );
}

/** A folder's path from the project's folder: a worker may have the project elsewhere. */
function fromProject({ project }: Fleet, folder: string | undefined): string | undefined {
  return folder === undefined
    ? undefined
    : path.relative(project, path.resolve(folder)).replaceAll("\\", "/") || ".";
}

const verbs: Readonly<Partial<Record<Operation, string>>> = { up: "Deploy", heal: "Heal" };

/** Asks before tenants are changed, naming how many and in which rings. */
function agreed({ confirm }: Context, { operation, rings }: RunPlan): Promise<boolean> {
  const tenants = rings.reduce((sum, ring) => sum + ring.tenants.length, 0);
  const listed = rings.map((ring) => `${ring.name}: ${ring.tenants.length}`).join(", ");
  return confirm(
    `${verbs[operation]} ${counted(tenants, "tenant")} in ${counted(rings.length, "ring")} (${listed})?`,
    `Give --yes to run \`fleet ${operation}\` without being asked.`,
  );
}
