import { z } from "zod";
import { location, resourceGroup } from "./azure.ts";
import { digits, guid, mapping, orElse, text } from "./values.ts";

type Context = z.RefinementCtx;

function issue(context: Context, message: string, path: PropertyKey[], remove = false): void {
  context.addIssue({ code: "custom", path, message, ...(remove ? { params: { remove } } : {}) });
}

const workflowRuns = mapping({
  environment: text("must be the name of a GitHub environment")
    .optional()
    .describe("The GitHub environment whose runs can sign in. Instead of branch."),
  branch: text(
    "must be the name of a branch, without refs/heads/ and without wildcards",
    /^(?!refs\/)[^\s~^:?*[\\]+$/,
  )
    .optional()
    .describe("The branch whose runs can sign in. Instead of environment."),
})
  .meta({ oneOf: [{ required: ["environment"] }, { required: ["branch"] }] })
  .superRefine(({ environment, branch }, context) => {
    if (!environment && !branch) {
      issue(context, "must have an environment or a branch", []);
    }
    if (environment && branch) {
      issue(context, "is one too many beside environment: a run's token names one of them", ["branch"], true);
    }
  });

const github = mapping({
  repository: text(
    "must be owner/name, or owner@ID/name@ID where GitHub's tokens name the repository so",
    /^(?:[\w-]+\/[\w.-]+|[\w-]+@\d+\/[\w.-]+@\d+)$/,
  ).describe("The repository as GitHub spells it: owner/name, or owner@ID/name@ID."),
  deploy: workflowRuns.describe(
    "Whose runs can change the tenant: an environment or a branch, which is protected.",
  ),
  drift: workflowRuns.describe("Whose runs can only read: another environment or branch than deploy's."),
})
  .describe("GitHub Actions, whose runs sign in by OIDC.")
  .superRefine(({ deploy, drift }, context) => {
    for (const key of ["environment", "branch"] as const) {
      if (drift[key] && drift[key].toLowerCase() === deploy[key]?.toLowerCase()) {
        issue(context, sameRuns, ["drift", key]);
      }
    }
  });

const sameRuns = "is deploy's too, so that runs that only read could also write: give drift another one";

const serviceConnection = z
  .preprocess(
    (value) => {
      const name = digits(value);
      return typeof name === "string" ? { name } : value;
    },
    mapping(
      {
        name: text("must be the name of a service connection")
          .optional()
          .describe("The service connection's name."),
        issuer: text("must be the issuer that Azure DevOps shows: an https address", /^https:\/\/\S+$/)
          .optional()
          .describe("The issuer that Azure DevOps shows for it."),
        subject: text("must be the subject identifier that Azure DevOps shows")
          .optional()
          .describe("The subject identifier that Azure DevOps shows for it."),
      },
      "the name of a service connection, or ",
    ),
  )
  .meta(orElse(["string", "integer"], /\S/))
  .superRefine(({ name, issuer, subject }, context) => {
    if (name && (issuer || subject)) {
      issue(context, "is one too many beside issuer and subject", ["name"], true);
    }
    if (!name && !issuer) {
      issue(context, "must be given: the issuer that Azure DevOps shows, an https address", ["issuer"]);
    }
    if (!name && !subject) {
      issue(context, "must be given: the subject identifier that Azure DevOps shows", ["subject"]);
    }
  });

const azurePipelines = mapping({
  organizationId: guid("the ID of the Azure DevOps organization")
    .optional()
    .describe("The ID of the Azure DevOps organization, for service connections that are given by name."),
  organization: text("must be the name of the Azure DevOps organization", /^[\w-]+$/)
    .optional()
    .describe("The name of the Azure DevOps organization, for service connections that are given by name."),
  project: text("must be the name of the Azure DevOps project", /^[^/]*[^/\s][^/]*$/)
    .optional()
    .describe("The name of the Azure DevOps project, for service connections that are given by name."),
  deploy: serviceConnection.describe(
    "The service connection that can change the tenant: its name, or its issuer and subject.",
  ),
  drift: serviceConnection.describe(
    "The service connection that can only read: its name, or its issuer and subject.",
  ),
})
  .describe("Azure Pipelines, whose service connections sign in by OIDC.")
  .superRefine((pipelines, context) => {
    const { deploy, drift } = pipelines;
    for (const key of ["organizationId", "organization", "project"] as const) {
      if (!pipelines[key] && (deploy.name || drift.name)) {
        issue(context, "must be given, since a service connection is given by its name", [key]);
      }
    }
    if (drift.name && drift.name.toLowerCase() === deploy.name?.toLowerCase()) {
      issue(context, sameRuns, ["drift"]);
    }
    if (drift.subject && drift.subject === deploy.subject && drift.issuer === deploy.issuer) {
      issue(context, sameRuns, ["drift", "subject"]);
    }
  });

const trueOrFalse = "must be true or false";

/**
 * The setting `pipelineIdentity`.
 * Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust-user-assigned-managed-identity
 */
export const pipelineIdentity = mapping({
  resourceGroup,
  location,
  github: github.optional(),
  azurePipelines: azurePipelines.optional(),
  onboarding: z
    .boolean({ error: trueOrFalse })
    .default(true)
    .describe(
      "Whether deploy can change the service principals and their grants. Set it to false after the first `up`.",
    ),
  driftReadsEncryptedValues: z
    .boolean({ error: trueOrFalse })
    .optional()
    .describe(
      "Whether drift can read what Intune encrypts, for which Graph asks for the permission to write. Needed with webSignInAllowedUrls.",
    ),
  protect: z
    .boolean({ error: trueOrFalse })
    .default(true)
    .describe("Whether Pulumi refuses to delete the identities."),
})
  .meta({
    description:
      "Two managed identities without secrets, for pipelines: drift can only read, deploy can change the tenant. Left out, there are none.",
    anyOf: [{ required: ["github"] }, { required: ["azurePipelines"] }],
  })
  .superRefine((identity, context) => {
    if (!identity.github && !identity.azurePipelines) {
      issue(context, "or pipelineIdentity.azurePipelines must say whose runs may sign in", ["github"]);
    }
  });
