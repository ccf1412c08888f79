import { z } from "zod";
import { assignments } from "./assignments.ts";
import { consent } from "./consent.ts";
import { passcodeVault } from "./passcode-vault.ts";
import { pipelineIdentity } from "./pipeline-identity.ts";
import { profile } from "./profile.ts";
import { readiness } from "./readiness.ts";
import { guid, mapping } from "./values.ts";

const ofPinReset = {
  // Pulumi.yaml must declare a default, or the CLI asks for the key: the empty text stands for "not given".
  tenantId: z
    .preprocess((value) => (value === "" ? undefined : value), guid("the tenant's ID").optional())
    .meta({
      description:
        "The tenant that the credentials must sign in to: a GUID without braces. Left out, any tenant that they sign in to.",
    }),
  consent: consent.prefault({}),
  profile: profile.prefault({}),
  assignments: assignments.prefault({}),
};

/** The settings that the component PinReset takes as its arguments. */
export const pinResetSchema = mapping(ofPinReset);

/** The settings of a stack, each by its key after `pin-reset:`. */
export const settingsSchema = mapping({
  ...ofPinReset,
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
export type Settings = z.infer<typeof settingsSchema>;

/** The groups, and everyone, that the profile is for. */
export type AssignmentSettings = Settings["assignments"];

/** The script by which devices report whether a PIN can be reset. */
export type ReadinessSettings = NonNullable<Settings["readiness"]>;

/** The vault for passcodes. */
export type PasscodeVaultSettings = NonNullable<Settings["passcodeVault"]>;

/** The pipelines that may sign in as the stack's own identities. */
export type PipelineIdentitySettings = NonNullable<Settings["pipelineIdentity"]>;
