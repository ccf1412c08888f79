/** The header with which a write asks for approval where one is needed: base64 of UTF-8. */
export const justificationHeader = "x-msft-approval-justification";

/** The header with which a write that was approved is sent again. */
export const approvalCodeHeader = "x-msft-approval-code";

/** Most characters of a justification, before it is encoded. */
export const longestJustification = 1024;

/**
 * How a write that Intune holds for a second administrator stands: `notRequested` (no justification was given),
 * `needsApproval`, or `active` (a request for the same object is there, by this write or another one).
 */
export type ApprovalState = "notRequested" | "needsApproval" | "active";

export type Approval = { readonly state: ApprovalState; readonly code?: string | undefined };

type Refused = {
  readonly headers: Headers;
  readonly graphCode: string | undefined;
  readonly graphMessage: string | undefined;
};

/**
 * What a refused write says of an approval; undefined where it says nothing. Told by code and text: the status is 403,
 * 400 or 412, as sources differ.
 * Source: https://learn.microsoft.com/intune/intune-service/fundamentals/multi-admin-approval
 */
export function approvalOf({ headers, graphCode = "", graphMessage = "" }: Refused): Approval | undefined {
  if (/active approval request already exists/i.test(graphMessage)) {
    return { state: "active" };
  }
  if (new RegExp(`${justificationHeader}.*is required`, "i").test(graphMessage)) {
    return { state: "notRequested" };
  }
  const inMessage = /approval code(?: is)?:?\s*['"]?([0-9a-f-]{36})/i.exec(graphMessage)?.[1];
  const code = headers.get(approvalCodeHeader) ?? inMessage;
  return graphCode === "ApprovalRequired" || code !== undefined
    ? { state: "needsApproval", code }
    : undefined;
}

const where = "Intune admin center > Tenant administration > Multi Admin Approval";

const hints: Readonly<Record<ApprovalState, string>> = {
  notRequested:
    "Give the reason for which the second administrator is asked: pulumi config set intune:approvalJustification TEXT " +
    "(INTUNE_APPROVAL_JUSTIFICATION). Then run the same command again.",
  needsApproval: `Nothing was written. Another administrator must approve it (${where}); the next \`pulumi up\` finishes it.`,
  active: `Nothing was written. A request for the same object waits already: see ${where}, and run the same command again.`,
};

/** What is said of a write that is held. */
export function explainApproval({ state, code }: Approval) {
  const reason =
    state === "notRequested"
      ? "This tenant lets a second administrator approve such a write, and no justification was given."
      : `Intune holds this write until a second administrator approves it${code === undefined ? "" : ` (approval code ${code})`}.`;
  return { reason, hint: hints[state] };
}
