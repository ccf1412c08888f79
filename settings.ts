import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { explain } from "./settings/explain.ts";
import { issuesError } from "./settings/issues.ts";
import { settings } from "./settings/schema.ts";
import { parsedSetting } from "./settings/values.ts";

/** What the tenant must look like, checked and with every default filled in. docs/settings.md describes each key. */
export type Settings = z.infer<typeof settings>;

/** The groups, and everyone, that the profile is for. */
export type AssignmentSettings = Settings["assignments"];

/** The script by which devices report whether a PIN can be reset. */
export type ReadinessSettings = NonNullable<Settings["readiness"]>;

/** The vault for passcodes. */
export type PasscodeVaultSettings = NonNullable<Settings["passcodeVault"]>;

/** The pipelines that may sign in as the stack's own identities. */
export type PipelineIdentitySettings = NonNullable<Settings["pipelineIdentity"]>;

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
  const result = settings.safeParse(given);
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
