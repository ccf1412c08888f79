import { type ProjectCall, runsOf } from "../../domain/pipeline-runs.ts";
import { administratorCalls, type PermittedCall, permittedCalls } from "../../graph/permissions.ts";

/** `docs/permissions.md`, made from the table by which errors name a missing permission. */
export function permissionsPage(): string {
  const rows = [
    ...permittedCalls.map((entry) => row(entry, runsInWords(entry))),
    ...administratorCalls.map((entry) => row(entry, "none: an administrator")),
  ];
  return [
    "# Permissions",
    "",
    "For those who grant permissions: every Microsoft Graph call of this project, and the least permission that allows it,",
    "for an application that signs in as itself and for a signed-in user. Errors name the missing permission from the same",
    "table. [Signing in](sign-in.md#which-permissions-each-command-needs) has the permissions by command.",
    "",
    "The last column says which run of a pipeline makes the call: the identities of `pipelineIdentity` get the",
    "application permissions of their own runs and no others. No pipeline may assign application permissions, since it",
    "could give itself any: `pulumi up` does that as an administrator.",
    "",
    "With `INTUNE_READ_ENCRYPTED_VALUES=false` (or `intune:readEncryptedValues` set to `false`), the plain text of encrypted",
    "OMA settings is not read, and the permission to read device configurations is enough.",
    "",
    "What is optional for `pin-reset doctor` is for one check each: without the permission that check is not made, and doctor",
    "names the permission. Those of the sign-in log and of authentication methods need Microsoft Entra ID P1 or P2 too. The",
    "requests for approval are read by `pulumi up` where Intune held a write; what is for readiness takes the setting",
    "`pin-reset:readiness`, or the command `pin-reset readiness`, which counts less without it.",
    "",
    "`npm run permissions` writes this page.",
    "",
    "| to | application | delegated | pipeline |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

const approvals: ProjectCall = "read requests for the approval of a second administrator";

function row({ call, application, delegated }: PermittedCall, runs: string): string {
  return `| ${call} | \`${application}\` | \`${delegated}\` | ${runs} |`;
}

function runsInWords({ call, optional }: PermittedCall<ProjectCall>): string {
  const { runs, onlyFor } = runsOf(call);
  if (optional && runs.length === 0) {
    return `none: optional, for \`${call === approvals ? "pulumi up" : "pin-reset doctor"}\``;
  }
  return runs.join(", ") + (onlyFor ? `, for ${onlyFor}` : "");
}
