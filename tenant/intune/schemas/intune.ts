import { z } from "zod";
import { guid, instant, text, texts } from "../../graph/edm.ts";

/** Source: https://learn.microsoft.com/graph/api/resources/intune-auditing-auditevent */
export const auditEvent = z.object({
  id: z.string(),
  displayName: text,
  componentName: text,
  activity: text,
  activityDateTime: instant,
  activityType: text,
  activityOperationType: text,
  activityResult: text,
  correlationId: guid,
  category: text,
  actor: z.unknown(),
  resources: z.array(z.unknown()),
});

/** Beta only. Source: https://learn.microsoft.com/graph/api/resources/intune-policyset-deviceandappmanagementassignmentfilter */
export const assignmentFilter = z.object({
  id: guid,
  createdDateTime: instant,
  lastModifiedDateTime: instant,
  displayName: z.string(),
  description: text,
  platform: z.string(),
  rule: z.string(),
  roleScopeTags: texts,
});

/** Beta only. Source: https://learn.microsoft.com/graph/api/resources/intune-rbac-rolescopetag */
export const roleScopeTag = z.object({
  id: z.string(),
  displayName: z.string(),
  description: text,
  isBuiltIn: z.boolean(),
});

/** One line of Intune's audit log. */
export type AuditEvent = z.output<typeof auditEvent>;
/** A filter that narrows an assignment. */
export type AssignmentFilter = z.output<typeof assignmentFilter>;
/** A scope tag. */
export type RoleScopeTag = z.output<typeof roleScopeTag>;
