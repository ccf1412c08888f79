import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { explain } from "./settings/explain.ts";
import { issuesError } from "./settings/issues.ts";
import { pinResetSchema, type Settings, settingsSchema } from "./settings/schema.ts";
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
  return parse(settingsSchema, ownSettings(config));
}

/**
 * The arguments of the component PinReset, whose values are known, checked as the stack's settings are and with the same defaults.
 * @throws RunError as readSettings does.
 */
export function parseArguments(given: unknown): Settings {
  return parse(pinResetSchema, given);
}

function parse<Output>(schema: z.ZodType<Output>, given: unknown): Output {
  const result = schema.safeParse(given);
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
