import { z } from "zod";
import { instant, text, texts } from "../../graph/edm.ts";
import type { Assignment } from "./assignments.ts";

/** Source: https://learn.microsoft.com/graph/api/resources/intune-deviceintent-devicemanagementintent */
export const intentShape = {
  id: z.string(),
  displayName: z.string(),
  description: text,
  isAssigned: z.boolean(),
  isMigratingToConfigurationPolicy: z.boolean().nullable(),
  lastModifiedDateTime: instant,
  roleScopeTagIds: texts.nullable(),
  templateId: text,
};

/** What every setting of an intent has, whichever its type; the value is of the type. */
export const intentSettingShape = { id: z.string(), definitionId: z.string(), valueJson: text };

/** Every property of an intent's assignment. */
export const intentAssignmentShape = { id: z.string(), target: z.unknown() };

const valueTypes = ["Boolean", "Integer", "String"] as const;

/** A setting of an intent as kept. */
export type IntentSetting = {
  readonly "@odata.type": `#microsoft.graph.deviceManagement${(typeof valueTypes)[number]}SettingInstance`;
  readonly id: string;
  readonly definitionId: string;
  readonly value: boolean | number | string;
};

/** An intent as kept, with its settings and its assignments. */
export type Intent = z.output<z.ZodObject<typeof intentShape>> & {
  readonly settings: readonly IntentSetting[];
  readonly assignments: readonly Assignment[];
};
