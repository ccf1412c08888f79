import { describe, expect, it } from "vitest";
import { approvalOf } from "../../graph/approvals.ts";

const code = "00000101-0000-4000-8000-000000000101";

describe("a refused write", () => {
  it.each([
    [
      "its code alone",
      { graphCode: "ApprovalRequired", graphMessage: "" },
      {},
      { state: "needsApproval", code: undefined },
    ],
    [
      "the response's header",
      { graphCode: "BadRequest", graphMessage: "Held" },
      { "x-msft-approval-code": code },
      { state: "needsApproval", code },
    ],
    [
      "the code in its text",
      { graphCode: "Forbidden", graphMessage: `Use the approval code ${code}.` },
      {},
      { state: "needsApproval", code },
    ],
    [
      "a request that waits",
      { graphCode: "Forbidden", graphMessage: "An active Approval Request already exists" },
      {},
      { state: "active" },
    ],
    [
      "a justification that is missing",
      {
        graphCode: "BadRequest",
        graphMessage: "Header 'x-msft-approval-justification' is required to request approval",
      },
      {},
      { state: "notRequested" },
    ],
  ])("is known as held by %s", (_what, error, headers, approval) => {
    expect(approvalOf({ ...error, headers: new Headers(headers) })).toEqual(approval);
  });

  it("for a missing permission is not taken for held", () => {
    const refused = { graphCode: "Authorization_RequestDenied", graphMessage: "Insufficient privileges" };
    expect(approvalOf({ ...refused, headers: new Headers() })).toBeUndefined();
  });
});
