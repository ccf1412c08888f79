import { z } from "zod";
import type { PolicySetting } from "./policy.ts";

const instance = z.looseObject({
  settingDefinitionId: z.string(),
  choiceSettingValue: z.looseObject({ value: z.unknown() }).nullish(),
  simpleSettingValue: z.looseObject({ value: z.unknown() }).nullish(),
});

/**
 * Every setting in the settings of a catalog policy, however deep: groups and choices hold others. A tenant may hold
 * what no reference describes, which counts as no setting.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationsettinginstance
 */
export function instancesIn(part: unknown): PolicySetting[] {
  if (Array.isArray(part)) {
    return part.flatMap(instancesIn);
  }
  if (typeof part !== "object" || part === null) {
    return [];
  }
  const inner = Object.values(part).flatMap(instancesIn);
  const { data } = instance.safeParse(part);
  if (data === undefined) {
    return inner;
  }
  const value = data.choiceSettingValue?.value ?? data.simpleSettingValue?.value;
  return [{ id: data.settingDefinitionId, value }, ...inner];
}
