import type { PipelineRun } from "../../domain/pipeline-runs.ts";
import type { PipelineIdentitySettings } from "../../settings.ts";

/** Whose tokens are exchanged for an identity's: a short name, the token's issuer and its subject. */
export type TrustedRuns = { name: "github" | "azure-pipelines"; issuer: string; subject: string };

/** The runs of the settings' pipelines that may sign in as the identity for that kind of run. */
export function trustedRuns(
  { github, azurePipelines }: Pick<PipelineIdentitySettings, "github" | "azurePipelines">,
  run: PipelineRun,
): TrustedRuns[] {
  return [
    ...(github ? [workflowRuns(github, run)] : []),
    ...(azurePipelines ? [pipelineRuns(azurePipelines, run)] : []),
  ];
}

/** Source: https://docs.github.com/actions/reference/security/oidc */
function workflowRuns(
  github: NonNullable<PipelineIdentitySettings["github"]>,
  run: PipelineRun,
): TrustedRuns {
  const { environment, branch } = github[run];
  const runs = environment
    ? // GitHub writes a colon within a name so, since colons part the subject.
      `environment:${environment.replaceAll(":", "%3A")}`
    : `ref:refs/heads/${branch}`;
  return {
    name: "github",
    issuer: "https://token.actions.githubusercontent.com",
    subject: `repo:${github.repository}:${runs}`,
  };
}

/** Source: https://learn.microsoft.com/azure/devops/pipelines/release/configure-workload-identity */
function pipelineRuns(
  pipelines: NonNullable<PipelineIdentitySettings["azurePipelines"]>,
  run: PipelineRun,
): TrustedRuns {
  const { organizationId, organization, project } = pipelines;
  const { name, issuer, subject } = pipelines[run];
  return {
    name: "azure-pipelines",
    issuer: issuer ?? `https://vstoken.dev.azure.com/${organizationId}`,
    subject: subject ?? `sc://${organization}/${project}/${name}`,
  };
}
