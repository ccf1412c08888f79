import { z } from "zod";
import { instant, int32, opaque, text, texts } from "../../graph/edm.ts";
import type { Assignment } from "./assignments.ts";
import type { SettingInstance } from "./setting-instances.ts";

const platforms = flags([
  "none",
  "android",
  "iOS",
  "macOS",
  "windows10X",
  "windows10",
  "linux",
  "androidEnterprise",
  "aosp",
  "visionOS",
  "tvOS",
]);

const technologies = flags([
  "none",
  "mdm",
  "windows10XManagement",
  "configManager",
  "intuneManagementExtension",
  "thirdParty",
  "documentGateway",
  "appleRemoteManagement",
  "microsoftSense",
  "exchangeOnline",
  "mobileApplicationManagement",
  "linuxMdm",
  "enrollment",
  "endpointPrivilegeManagement",
  "windowsOsRecovery",
  "android",
  "intuneOpenExtensibility",
]);

/** What a policy says of the template that it was made from. Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationpolicytemplatereference */
export const templateReferenceShape = {
  templateId: z.string(),
  templateFamily: z.string(),
  templateDisplayName: text,
  templateDisplayVersion: text,
};

const given = {
  name: z.string().min(1),
  description: text,
  platforms,
  technologies,
  roleScopeTagIds: texts.nullable(),
  templateReference: opaque,
};

/** What Intune itself says of a policy; it is ignored where a client writes it, as ids and dates are. */
const computed = {
  id: z.string(),
  createdDateTime: instant,
  lastModifiedDateTime: instant,
  creationSource: text,
  disableEntraGroupPolicyAssignment: z.boolean(),
  isAssigned: z.boolean(),
  priorityMetaData: opaque,
  settingCount: int32,
};

/** Every property of a policy but for its navigation properties. Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationpolicy */
export const configurationPolicyShape: Readonly<Record<string, z.ZodType>> = { ...given, ...computed };

const type = z.literal("#microsoft.graph.deviceManagementConfigurationPolicy").optional();

/** The body of a create and of a replacement: the whole policy with all its settings. */
export const wholePolicyBody = z.strictObject({
  "@odata.type": type,
  ...z.object(computed).partial().shape,
  name: given.name,
  description: given.description.optional(),
  platforms,
  technologies,
  roleScopeTagIds: given.roleScopeTagIds.optional(),
  templateReference: z.strictObject(templateReferenceShape).partial().nullable().optional(),
  settings: z.array(
    z.strictObject({
      "@odata.type": z.literal("#microsoft.graph.deviceManagementConfigurationSetting").optional(),
      id: z.string().optional(),
      settingInstance: z.unknown(),
    }),
  ),
});

/** The body of an update: nothing else can be updated. Source: https://learn.microsoft.com/graph/api/intune-deviceconfigv2-devicemanagementconfigurationpolicy-update */
export const policyUpdateBody = z
  .strictObject({
    "@odata.type": type,
    name: given.name,
    description: given.description,
    roleScopeTagIds: given.roleScopeTagIds,
  })
  .partial();

/** Every property of an assignment of a policy. */
export const policyAssignmentShape = {
  id: z.string(),
  target: z.unknown(),
  source: z.enum(["direct", "policySets"]),
  sourceId: text,
};

/** The body of `assign`, but for each target, which is told apart by its type. */
export const policyAssignBody = z.strictObject({
  assignments: z.array(
    z.strictObject({
      "@odata.type": z.string().optional(),
      ...z.object(policyAssignmentShape).partial().shape,
      target: z.unknown(),
    }),
  ),
});

/** A policy as kept, with its settings and its assignments. */
export type ConfigurationPolicy = {
  readonly id: string;
  readonly createdDateTime: string;
  readonly lastModifiedDateTime: string;
  readonly name: string;
  readonly description: string | null;
  readonly platforms: string;
  readonly technologies: string;
  readonly roleScopeTagIds: readonly string[];
  /** That of one of the `templates`; "" where the policy was made from none. */
  readonly templateId: string;
  /** Whether the policy was assigned before its assignments were last written. */
  readonly isAssigned: boolean;
  readonly settings: readonly SettingInstance[];
  readonly assignments: readonly Assignment[];
};

/** Edm.Enum of flags, as text: one member, or several with commas between. */
function flags(members: readonly string[]): z.ZodType<string> {
  return z
    .string()
    .refine((value) => value.split(",").every((member) => members.includes(member)), "has an unknown member");
}
