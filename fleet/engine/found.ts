import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import type { Author } from "../../cli/drift/audit-log.ts";
import type { Change } from "../../cli/drift/changes.ts";
import { plainText } from "../../text/plain-text.ts";
import type { DriftedResource, TenantOutcome } from "../outcome.ts";

/** What the engine's work on a tenant comes to. */
export type Found = Pick<TenantOutcome, "status"> &
  Partial<Pick<TenantOutcome, "reason" | "drift" | "changes" | "notices" | "error">>;

/** What drifted, without its values. */
export function driftOf(
  changes: readonly Change[],
  authors: ReadonlyMap<string, Author> = new Map(),
): DriftedResource[] {
  return changes.map(({ urn, type, name, operation, differences }) => {
    const author = authors.get(urn);
    return {
      type: plainText(type),
      name: plainText(name),
      kind: operation === "create" ? "missing" : "changed",
      paths: differences.map(({ path }) => plainText(path)),
      ...(author && { by: plainText(author.changedBy), at: author.changedAt }),
    };
  });
}

const counted = ["create", "update", "replace", "delete"] as const;

/** How many resources an update changed, or a preview would. */
export function countsOf(events: readonly EngineEvent[]): NonNullable<TenantOutcome["changes"]> {
  const changes: Readonly<Partial<Record<string, number>>> =
    events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {};
  return Object.fromEntries(counted.map((operation) => [operation, changes[operation] ?? 0])) as Record<
    (typeof counted)[number],
    number
  >;
}

/** What a policy pack found: violations that stop an update, and others. */
export type Violations = { readonly mandatory: readonly string[]; readonly advisory: readonly string[] };

/** The violations of policy packs, each once. */
export function violationsIn(events: readonly EngineEvent[]): Violations {
  const found = events.flatMap(({ policyEvent: event }) =>
    event
      ? [
          {
            isMandatory: event.enforcementLevel === "mandatory",
            text: plainText(
              `${event.policyPackName}: ${event.policyName}: ${lastPart(event.resourceUrn)}: ${event.message.trim()}`,
            ),
          },
        ]
      : [],
  );
  const texts = (isMandatory: boolean) => [
    ...new Set(found.flatMap((one) => (one.isMandatory === isMandatory ? [one.text] : []))),
  ];
  return { mandatory: texts(true), advisory: texts(false) };
}

function lastPart(urn = ""): string {
  return urn.split("::").at(-1) ?? "";
}
