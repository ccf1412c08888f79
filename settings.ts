import * as pulumi from "@pulumi/pulumi";
import { explain } from "./settings/explain.ts";
import { issuesError } from "./settings/issues.ts";
import { type Settings, settingsSchema } from "./settings/schema.ts";
import { parsedSetting } from "./settings/values.ts";

export type {
  AssignmentSettings,
  PasscodeVaultSettings,
  PipelineIdentitySettings,
  ReadinessSettings,
  Settings,
} from "./settings/schema.ts";

/**
 * The settings of the selected stack.
 * @throws RunError that lists every issue, each with the setting's name as the
 * user writes it and the command that fixes it.
 * Source: https://www.pulumi.com/docs/iac/concepts/config/
 */
export function readSettings(): Settings {
  return parseSettings(pulumi.runtime.allConfig());
}

/**
 * The settings in a whole configuration: its keys as `namespace:name`, each value the text Pulumi hands to a program
 * (structured values as JSON). Keys of other namespaces are left alone.
 * @throws RunError as readSettings does.
 */
export function parseSettings(config: Readonly<Record<string, string>>): Settings {
  const given = ownSettings(config);
  const result = settingsSchema.safeParse(given);
  if (!result.success) {
    throw issuesError(result.error.issues.flatMap((issue) => explain(issue, given)));
  }
  return result.data;
}

function ownSettings(config: Readonly<Record<string, string>>): Record<string, unknown> {
  const namespace = `${pulumi.getProject()}:`;
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(namespace))
      .map(([key, value]) => [
        key.slice(namespace.length),
        key === `${namespace}tenantId` ? value : parsedSetting(value),
      ]),
  );
}
