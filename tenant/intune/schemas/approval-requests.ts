import { z } from "zod";
import { instant, opaque, text, texts } from "../../graph/edm.ts";

/** What access policies of Multi Admin Approval can protect here. Whether there is one for `deviceConfigurations` is unverified. */
const protectedKinds = ["configurationPolicies", "scripts", "deviceConfigurations"] as const;

/** What a write can be of, as access policies tell it apart. */
export type ProtectedKind = (typeof protectedKinds)[number];

/** The schema of Multi Admin Approval, as `/_tenant/settings` takes it. */
export const approvalsSchema = z.strictObject({
  /** Of what writes are held; what is not named here is written at once. */
  kinds: z.array(z.enum(protectedKinds)),
  /** The apps whose writes are not held. */
  excludedApps: z.array(z.guid()).exactOptional(),
  /** How long a request stands before it expires; left out: three days. */
  expiresAfterMilliseconds: z.number().positive().exactOptional(),
  /** The status of a write without a justification; left out: 400. The documentation has both. */
  missingStatus: z.union([z.literal(400), z.literal(403)]).exactOptional(),
  /** The status of a write that is held; left out: 403, as documented; 412 was seen. */
  heldStatus: z.union([z.literal(403), z.literal(412)]).exactOptional(),
});

const statuses = ["needsApproval", "approved", "rejected", "cancelled", "completed", "expired"] as const;

/** Source: https://learn.microsoft.com/graph/api/resources/intune-rbac-operationapprovalrequest */
export const approvalRequest = z.object({
  id: z.string(),
  requestDateTime: instant,
  expirationDateTime: instant,
  lastModifiedDateTime: instant,
  requestor: opaque,
  approver: opaque,
  status: z.enum(statuses),
  requestJustification: text,
  approvalJustification: text,
  requiredOperationApprovalPolicyTypes: texts,
});

/** The body of `approve` and of `reject`. */
export const decisionBody = z.strictObject({
  justification: z.string().max(1024).nullable(),
  approvalSource: z.enum(["adminConsole", "email"]).optional(),
});

/** A request for approval as kept, with the write that it is for. */
export type ApprovalRequest = z.output<typeof approvalRequest> & {
  /** Method, path and query. */
  readonly operation: string;
  readonly body: unknown;
  /** What only one request at a time can be for. */
  readonly object: string;
};
