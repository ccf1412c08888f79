import type { Change, Difference } from "../../cli/drift/changes.ts";
import { deletionsOf, eachOnce, lossOf } from "../../cli/drift/deletions.ts";
import { inShort } from "../../cli/drift/one-line.ts";
import { plainLines } from "../../text/plain-text.ts";
import { block, firstLines, folded, list, span, table } from "./markdown.ts";
import type { Preview } from "./preview.ts";

const mostDeletions = 30;
const mostOthers = 20;
const longestErrors = 4_000;

/**
 * What a preview found, for a person who is to approve it, as Markdown of GitHub and Azure DevOps: first the counts and
 * what would be deleted; the details are folded.
 *
 * @param printed What `pulumi preview --diff` printed, which is shown last.
 * @param mostCharacters What there is room for, at least 40,000.
 */
export function summaryOf(preview: Preview, printed: string, mostCharacters: number): string {
  const head = [
    `### pin-reset ${span(preview.stack)}: ${title(preview)}`,
    ...counts(preview),
    // Lists that follow each other would be one, with gaps.
    [...deletions(preview), ...renames(preview)].join("\n"),
    ...failures(preview),
  ].filter((section) => section !== "");
  const room = Math.max(0, mostCharacters - head.join("\n\n").length - 1_000);
  const details = [...changes(preview, room / 4), ...drift(preview, room / 4), ...notices(preview, room / 8)];
  const left = Math.max(0, room - details.join("\n\n").length - 200);
  return `${[...head, ...details, ...output(printed, left)].join("\n\n")}\n`;
}

function title({ failed, drifted, pending }: Preview): string {
  if (failed) {
    return "The preview failed";
  }
  return drifted.length + pending.length === 0 ? "No changes" : "This would change the tenant";
}

function counts({ failed, drifted, pending, unchanged }: Preview): string[] {
  const by = (operation: Change["operation"], words: string) => {
    const count = pending.filter((change) => change.operation === operation).length;
    return count === 0 ? [] : [`${count} ${words}`];
  };
  const parts = [
    ...by("create", "to create"),
    ...by("import", "to import"),
    ...by("update", "to update"),
    ...by("replace", "to replace"),
    ...by("delete", "to delete"),
  ];
  if (parts.length + drifted.length === 0) {
    return failed ? [] : [`The tenant is as declared: ${unchanged} unchanged.`];
  }
  const same = failed ? "" : ` ${unchanged} unchanged.`;
  return list(
    [
      `Changes: ${parts.length === 0 ? "none." : `**${parts.join(", ")}**.`}${same}`,
      drifted.length === 0
        ? "Drift: none."
        : `Drift: **${drifted.length} changed in the tenant** since the last update; applying this restores ${drifted.length === 1 ? "it" : "them"}.`,
    ],
    2,
  );
}

/** What would be gone afterwards: resources, first those that cannot be restored, and permissions of a grant. */
function deletions(preview: Preview): string[] {
  const changes = eachOnce(preview);
  const items = [
    ...deletionsOf(preview).map(
      (change) =>
        `**${change.operation === "delete" ? "Delete" : "Delete and create again"} ${span(change.name)}${lossInWords(change)}** (${kind(change.type)})`,
    ),
    ...changes.flatMap(({ name, revokes = [] }) =>
      revokes.length === 0 ? [] : [`**Remove ${revokes.map(span).join(", ")}** from ${span(name)}`],
    ),
    ...changes.flatMap(({ name, staysInTenant }) =>
      staysInTenant ? [`Leave ${span(name)} in the tenant, and no longer manage it`] : [],
    ),
  ];
  return list(items, mostDeletions);
}

function lossInWords(change: Change): string {
  const what = lossOf(change);
  return what === undefined ? "" : `, which deletes for good ${what}`;
}

function renames({ pending }: Preview): string[] {
  const items = pending.flatMap(({ operation, name, differences }) => {
    const renamed = differences.find(({ path }) => path === "displayName");
    return operation === "update" && renamed
      ? [`Rename ${span(inShort(renamed.actual))} to ${span(inShort(renamed.declared))} (${span(name)})`]
      : [];
  });
  return list(items, mostOthers);
}

function failures({ violations, errors }: Preview): string[] {
  const rules = violations.map(
    ({ policy, resource, isMandatory, message }) =>
      `${isMandatory ? "**Refused**" : "Warning"} by the policy ${span(policy)}, for ${span(resource)}: ${span(message)}`,
  );
  const text = firstLines(plainLines(errors.join("\n")), longestErrors);
  return [...list(rules, mostOthers), ...(text === "" ? [] : [block(text)])];
}

/** A type without its package and module. */
const kind = (type: string) => span(type.split(":").at(-1) ?? type);

const shownPath = ({ setting, path }: Difference) => span(setting?.name ?? path);

function changes({ pending }: Preview, room: number): string[] {
  if (pending.length === 0) {
    return [];
  }
  const rows = pending.flatMap(({ type, name, operation, differences }) =>
    differences.length === 0
      ? [[span(name), operation, kind(type), "", ""]]
      : differences.map((difference) => [
          span(name),
          operation,
          shownPath(difference),
          span(inShort(difference.actual)),
          span(inShort(difference.declared)),
        ]),
  );
  const head = ["Resource", "Operation", "Type or property", "Before", "After"];
  return [folded(`Changes (${pending.length})`, table(head, rows, room))];
}

function drift({ drifted }: Preview, room: number): string[] {
  if (drifted.length === 0) {
    return [];
  }
  const rows = drifted.flatMap(({ name, differences }) =>
    differences.length === 0
      ? [[span(name), "deleted in the tenant", "", ""]]
      : differences.map((difference) => [
          span(name),
          shownPath(difference),
          span(inShort(difference.declared)),
          span(inShort(difference.actual)),
        ]),
  );
  const head = ["Resource", "Property", "Declared", "In the tenant"];
  return [folded(`Drift (${drifted.length})`, table(head, rows, room))];
}

function notices({ notices: said }: Preview, room: number): string[] {
  const text = firstLines(plainLines(said.join("\n")), room);
  return text === "" ? [] : [folded(`Notices (${said.length})`, [block(text)])];
}

function output(printed: string, room: number): string[] {
  const whole = plainLines(printed);
  const shown = firstLines(whole, room);
  const cut = shown.length < whole.trimEnd().length ? ["The rest is in the run's log."] : [];
  return whole.trim() === "" ? [] : [folded("Output of pulumi preview", [block(shown), ...cut])];
}
