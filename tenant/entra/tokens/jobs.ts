import type { Message, Reply } from "../../http/message.ts";
import type { DirectoryCore } from "../state.ts";
import type { PipelineHost } from "./federation.ts";
import { githubReply, type JobIdentity, pipelinesReply } from "./pipelines.ts";

/** A job of GitHub Actions. Source: https://docs.github.com/actions/reference/security/oidc */
type GithubJob = { readonly repository: string } & (
  | { readonly environment: string }
  | { readonly branch: string }
);

/** A job of Azure Pipelines. Source: https://learn.microsoft.com/azure/devops/pipelines/release/configure-workload-identity */
type PipelinesJob = {
  readonly organizationId: string;
  readonly organization: string;
  readonly project: string;
  readonly serviceConnection: string;
};

/** Jobs that run where they say, each as the variables that such a job sees; whom it signs in as is its `ARM_CLIENT_ID`. */
export type Jobs = {
  readonly github: (job: GithubJob) => Record<string, string>;
  readonly pipelines: (job: PipelinesJob) => Record<string, string>;
};

/** The path pattern of the endpoint that gives a job its token. */
export const jobTokenPath = "/_jobs/{host}/{issuer}/{subject}";

/** Jobs of this tenant's pipeline hosts, whose tokens say what those of the public ones do. */
export function jobsOf(core: DirectoryCore): Jobs {
  return {
    github: (job) => {
      const place = "environment" in job ? `environment:${job.environment}` : `ref:refs/heads/${job.branch}`;
      const identity = {
        issuer: "https://token.actions.githubusercontent.com",
        subject: `repo:${job.repository}:${place}`,
      };
      return {
        ARM_USE_OIDC: "true",
        ACTIONS_ID_TOKEN_REQUEST_URL: `${tokenUrl(core, "github", identity)}?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: core.workload.githubRequestToken,
      };
    },
    pipelines: ({ organizationId, organization, project, serviceConnection }) => {
      const identity = {
        issuer: `https://vstoken.dev.azure.com/${organizationId}`,
        subject: `sc://${organization}/${project}/${serviceConnection}`,
      };
      return {
        ARM_USE_OIDC: "true",
        SYSTEM_OIDCREQUESTURI: tokenUrl(core, "pipelines", identity),
        SYSTEM_ACCESSTOKEN: core.workload.pipelinesAccessToken,
        ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: core.workload.pipelinesServiceConnectionId,
      };
    },
  };
}

/** Gives a job its token: GitHub's is asked for by GET, that of Azure Pipelines by POST. */
export function jobTokenReply(
  core: DirectoryCore,
  message: Message,
  { issuer = "", subject = "" }: Readonly<Record<string, string>>,
): Promise<Reply> {
  const reply = message.method === "GET" ? githubReply : pipelinesReply;
  return reply(core, message, { issuer, subject });
}

function tokenUrl(core: DirectoryCore, host: PipelineHost, { issuer, subject }: JobIdentity): string {
  return `${core.origin}/_jobs/${host}/${encodeURIComponent(issuer)}/${encodeURIComponent(subject)}`;
}
