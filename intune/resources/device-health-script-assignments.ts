import { z } from "zod";
import { isNotFound, unlessNotFound } from "../../graph/not-found.ts";
import { asPage, type Page } from "../../graph/pages.ts";
import { toPropertyMap } from "../../provider/check.ts";
import { defineResource } from "../../provider/define.ts";
import { PartialFailure } from "../../provider/errors.ts";
import { isPropertyMap, keyText } from "../../provider/paths.ts";
import type { CallContext, PropertySnapshot } from "../../provider/resource.ts";
import type { PropertyMap, PropertyValue } from "../../provider/values.ts";
import { type IntuneClient, readAllBatched } from "../client.ts";
import { IntuneError } from "../errors.ts";
import { isGraphObject } from "../graph-object.ts";
import { healthScripts } from "../health-scripts.ts";
import { assignmentsPath, policyPath } from "../policy-kind.ts";
import { refuseUndeclarable } from "../refused-import.ts";
import { readOf, untilVisible } from "../replication.ts";
import { readSchedule, scheduleSchema, toGraphSchedule } from "../run-schedule.ts";
import { readTarget, targetKey, targetSchema, toGraphAssignment } from "../targets.ts";

const assignmentSchema = z
  .strictObject({
    target: targetSchema.describe("Whom the script is assigned to, or kept from."),
    schedule: scheduleSchema.optional().describe("When it runs; left out where the target is excluded."),
  })
  .meta({ id: "HealthScriptAssignment", description: "A target of a remediation script, and when it runs." })
  .superRefine(({ target, schedule }, context) => {
    const isExcluded = target.type === "exclusionGroup";
    if (isExcluded === (schedule !== undefined)) {
      const message = `${isExcluded ? "must be left out" : "is required"}, since target.type is ${target.type}`;
      context.addIssue({ code: "custom", path: ["schedule"], message });
    }
  });

type Assignment = z.output<typeof assignmentSchema>;

/** What tells assignments apart: their targets. */
function assignmentKey({ target }: PropertyMap): string {
  return isPropertyMap(target) ? targetKey(target) : keyText(target ?? null);
}

const inputs = z.strictObject({
  scriptId: z
    .string()
    .min(1, "must not be empty")
    .describe("The id of the remediation script that is assigned."),
  assignments: z
    .array(assignmentSchema)
    .superRefine((assignments, context) => {
      const keys = assignments.map((each) => assignmentKey(toPropertyMap(each)));
      for (const [index, key] of keys.entries()) {
        const first = keys.indexOf(key);
        if (first < index) {
          const message = `has the target of assignments[${first}] too; name each group, allDevices and allUsers once`;
          context.addIssue({ code: "custom", path: [index], message });
        }
      }
    })
    .describe("Every assignment of the script: this resource owns the whole set. Their order means nothing."),
});

type Context = CallContext<IntuneClient>;

/**
 * The assignments of a remediation script, as one set. Its id is the script's. Whether a remediation runs is not compared:
 * Graph returns false for it even where true was sent, and a script that only detects has none.
 * Source: https://learn.microsoft.com/graph/api/intune-devices-devicehealthscript-assign?view=graph-rest-beta
 */
export const deviceHealthScriptAssignments = defineResource({
  token: "intune:index:DeviceHealthScriptAssignments",
  description:
    "The whole set of assignments of a remediation script (Graph: deviceHealthScriptAssignment, beta). Imported by the script's id.",
  inputs,
  outputs: z.strictObject({}),
  keys: { assignments: assignmentKey },
  replaceOn: ["scriptId"],
  foundBy: "scriptId",

  async create(context: Context, wanted) {
    const { client, signal } = context;
    const { scriptId, assignments } = wanted;
    const isNew = client.unassigned.delete(scriptId);
    const present = isNew ? [] : await readAssignments(client, scriptId, signal);
    const made = { id: scriptId, inputs: wanted, outputs: {}, existed: !isNew };
    if (isSame(present, assignments)) {
      return made;
    }
    if (present.length > 0) {
      throw alreadyAssigned(scriptId, present.length);
    }
    const work = () => assign(context, scriptId, present, assignments);
    const concurrentChange = await untilVisible(isNew ? client.replicationDelays : [], signal, work).catch(
      (error: unknown) => {
        throw isNotFound(error) ? error : unassigned(scriptId, error);
      },
    );
    return { ...made, concurrentChange };
  },

  async read({ client, signal }, id, known) {
    const assignments = await readOf(client, id, signal, () => readAssignments(client, id, signal));
    if (assignments === undefined) {
      return undefined;
    }
    const found = { scriptId: id, assignments };
    if (known === undefined) {
      refuseUndeclarable({
        what: `The assignments of the remediation script ${id}`,
        inputs: found,
        schema: inputs,
      });
    }
    return { id, inputs: found, outputs: {} };
  },

  async update(context, id, { assignments }, old) {
    const present = assignmentsIn(old);
    if (isSame(present, assignments)) {
      return { outputs: {} };
    }
    return { outputs: {}, concurrentChange: await assign(context, id, present, assignments) };
  },

  async delete(context, id, old) {
    const concurrentChange = await unlessNotFound(assign(context, id, assignmentsIn(old), []));
    return concurrentChange && { concurrentChange };
  },
});

/** The assignments in state, of any form. */
function assignmentsIn({ inputs: { assignments } }: PropertySnapshot): PropertyValue[] {
  return Array.isArray(assignments) ? assignments : [];
}

/** The set exists with its script, and is empty: the next `up` fills it. */
function unassigned(scriptId: string, cause: unknown): PartialFailure {
  return new PartialFailure({
    id: scriptId,
    inputs: { scriptId, assignments: [] },
    outputs: {},
    cause,
  });
}

function isSame(present: readonly PropertyValue[], wanted: readonly Assignment[]): boolean {
  const [old, next] = [toPropertyMap({ assignments: present }), toPropertyMap({ assignments: wanted })];
  return deviceHealthScriptAssignments.diff(old, next).changes.length === 0;
}

function alreadyAssigned(id: string, count: number): IntuneError {
  return new IntuneError({
    code: "alreadyAssigned",
    message: `The remediation script ${id} has ${count === 1 ? "an assignment" : `${count} assignments`} in Intune already, which assigning it would replace.`,
    hint: [
      "Nothing was changed. Bring them under management with",
      "  npm run pin-reset -- adopt --apply",
      "for the PinReset program. In a program of your own: `pulumi preview --import-file FILE`, the script's id in that file, and",
      "  pulumi import --file FILE",
      "Or remove them in the Intune admin center.",
    ].join("\n"),
  });
}

async function readAssignments(
  client: IntuneClient,
  id: string,
  signal: AbortSignal,
): Promise<PropertyValue[]> {
  return (await readAllBatched(client, "beta", assignmentsPath(healthScripts, id), signal)).map(
    readAssignment,
  );
}

function readAssignment(assignment: unknown): PropertyValue {
  const schedule = isGraphObject(assignment) ? readSchedule(assignment.runSchedule) : undefined;
  return { target: readTarget(assignment), ...(schedule === undefined ? {} : { schedule }) };
}

/**
 * Replaces the whole set, so that a repeated request does no more than the first.
 *
 * @returns how to tell what was there in place of `present`.
 */
async function assign(
  { client, signal }: Context,
  scriptId: string,
  present: readonly PropertyValue[],
  wanted: readonly Assignment[],
) {
  const before = assignmentsPath(healthScripts, scriptId);
  const { before: page } = await client.graph.change({
    method: "POST",
    version: "beta",
    path: `${policyPath(healthScripts, scriptId)}/assign`,
    body: {
      deviceHealthScriptAssignments: wanted.map(({ target, schedule }) => ({
        ...toGraphAssignment(target),
        runRemediationScript: false,
        ...(schedule === undefined ? {} : { runSchedule: toGraphSchedule(schedule) }),
      })),
    },
    repeatable: true,
    before,
    signal,
  });
  return () => ({
    expected: { scriptId, assignments: [...present] },
    found: { scriptId, assignments: assignmentsOnPage(asPage({ path: before, body: page }), present) },
  });
}

/** Where there are more pages than this one, what it does not have counts as unchanged. */
function assignmentsOnPage(page: Page, present: readonly PropertyValue[]): PropertyValue[] {
  const found = page.value.map(readAssignment);
  if (page["@odata.nextLink"] === undefined) {
    return found;
  }
  const keyOf = (each: PropertyValue) => (isPropertyMap(each) ? assignmentKey(each) : keyText(each));
  const keys = new Set(found.map(keyOf));
  return [...found, ...present.filter((each) => !keys.has(keyOf(each)))];
}
