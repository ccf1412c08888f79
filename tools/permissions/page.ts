import { type ProjectCall, runsOf } from "../../domain/pipeline-runs.ts";
import { administratorCalls, type PermittedCall, permittedCalls } from "../../graph/permissions.ts";

/** `docs/permissions.md`, made from the table by which errors name a missing permission. */
export function permissionsPage(): string {
  const rows = [
    ...permittedCalls.map((entry) => row(entry, runsInWords(entry.call))),
    ...administratorCalls.map((entry) => row(entry, "none: an administrator")),
  ];
  return [
    "# Permissions",
    "",
    "Every Microsoft Graph call of this project, and the least permission that allows it: for an application that signs",
    "in as itself, and for a signed-in user. The same table names the missing permission in an error.",
    "",
    "The last column says which run of a pipeline makes the call: the identities of `pipelineIdentity` get the",
    "application permissions of their own runs and no others. No pipeline may assign application permissions, since it",
    "could give itself any: `pulumi up` does that as an administrator.",
    "",
    "With `intune:readEncryptedValues` `false`, or `INTUNE_READ_ENCRYPTED_VALUES=false`, no plain text of an encrypted OMA",
    "setting is read, and reading device configurations takes the permission to read alone.",
    "",
    "This page is made by `npm run permissions`.",
    "",
    "| to | application | delegated | pipeline |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

function row({ call, application, delegated }: PermittedCall, runs: string): string {
  return `| ${call} | \`${application}\` | \`${delegated}\` | ${runs} |`;
}

function runsInWords(call: ProjectCall): string {
  const { runs, onlyFor } = runsOf(call);
  return runs.join(", ") + (onlyFor ? `, for ${onlyFor}` : "");
}
