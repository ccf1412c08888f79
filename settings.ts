import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { assignments } from "./settings/assignments.ts";
import { consent } from "./settings/consent.ts";
import { explain } from "./settings/explain.ts";
import { issuesError } from "./settings/issues.ts";
import { passcodeVault } from "./settings/passcode-vault.ts";
import { pipelineIdentity } from "./settings/pipeline-identity.ts";
import { profile } from "./settings/profile.ts";
import { readiness } from "./settings/readiness.ts";
import { guid, mapping } from "./settings/values.ts";

const settings = mapping({
  // Pulumi.yaml must declare a default, or the CLI asks for the key: the empty text stands for "not given".
  tenantId: z.preprocess((value) => (value === "" ? undefined : value), guid("the tenant's ID").optional()),
  consent: consent.prefault({}),
  profile: profile.prefault({}),
  assignments: assignments.prefault({}),
  readiness,
  passcodeVault: passcodeVault.optional(),
  pipelineIdentity: pipelineIdentity.optional(),
}).superRefine((all, context) => {
  const [vault, identity] = [all.passcodeVault, all.pipelineIdentity];
  // Who may decrypt may also write, and a pull request runs its own code as drift: so neither gets that unless it is said.
  if (
    identity?.driftReadsEncryptedValues === undefined &&
    identity &&
    all.profile.webSignInAllowedUrls.length > 0
  ) {
    context.addIssue({
      code: "custom",
      path: ["pipelineIdentity", "driftReadsEncryptedValues"],
      message:
        "must be said, since Intune encrypts profile.webSignInAllowedUrls: with true the code of a pull request can read them, and write every profile",
    });
  }
  if (vault && identity && sameName(vault, identity) && vault.location !== identity.location) {
    context.addIssue({
      code: "custom",
      path: ["pipelineIdentity", "location"],
      message: "is not passcodeVault's, whose resource group is the same: a resource group has one location",
    });
  }
});

function sameName(one: { resourceGroup: string }, other: { resourceGroup: string }): boolean {
  return one.resourceGroup.toLowerCase() === other.resourceGroup.toLowerCase();
}

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
        key === `${namespace}tenantId` ? value : parsed(value),
      ]),
  );
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
