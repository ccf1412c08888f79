import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { type Message, queryOf, type Reply } from "../../http/message.ts";
import type { DirectoryCore } from "../state.ts";
import { exchangeAudience, type PipelineHost, pipelineIssuer } from "./federation.ts";
import { signingKey } from "./keys.ts";

/** Where a job of the tenant's own GitHub Actions asks for its identity token. */
export const githubTokenPath = "/_actions/idtoken";
/** Where a job of the tenant's own Azure Pipelines asks for its identity token. */
export const pipelinesTokenPath =
  "/_pipelines/contoso/_apis/distributedtask/hubs/build/plans/1/jobs/1/oidctoken";

/** The subject of the tokens a pipeline host gives out here. */
export const pipelineSubjects: Readonly<Record<PipelineHost, string>> = {
  github: "repo:contoso/pin-reset:ref:refs/heads/main",
  pipelines: "sc://contoso/pin-reset/tenant",
};

/** Under which issuer a pipeline host signs a token, and whom it says that the token is for. */
export type JobIdentity = { readonly issuer: string; readonly subject: string };

/** An identity token of a pipeline host. `audience` is what Entra's federated credential must list. */
export async function pipelineToken(
  core: DirectoryCore,
  host: PipelineHost,
  audience: string = exchangeAudience,
  { issuer, subject }: JobIdentity = ownJob(core, host),
): Promise<string> {
  const key = await signingKey(host);
  const seconds = Math.floor(core.now() / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: key.kid })
    .setJti(randomUUID())
    .setIssuer(issuer)
    .setSubject(subject)
    .setAudience(audience)
    .setIssuedAt(seconds)
    .setNotBefore(seconds)
    .setExpirationTime(seconds + 300)
    .sign(key.privateKey);
}

/** The job whose token the tenant's own issuer signs. */
function ownJob({ origin }: DirectoryCore, host: PipelineHost): JobIdentity {
  return { issuer: pipelineIssuer(origin, host), subject: pipelineSubjects[host] };
}

/** GitHub's response. Source: https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments/about-security-hardening-with-openid-connect */
export async function githubReply(
  core: DirectoryCore,
  message: Message,
  job: JobIdentity = ownJob(core, "github"),
): Promise<Reply> {
  if (message.headers.authorization !== `Bearer ${core.workload.githubRequestToken}`) {
    return { status: 401, body: { message: "Unauthorized" } };
  }
  const audience = queryOf(message.target).get("audience") ?? "https://github.com/contoso";
  return { status: 200, body: { count: 1, value: await pipelineToken(core, "github", audience, job) } };
}

/** Azure Pipelines' response. Source: https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create */
export async function pipelinesReply(
  core: DirectoryCore,
  message: Message,
  job: JobIdentity = ownJob(core, "pipelines"),
): Promise<Reply> {
  if (message.headers.authorization !== `Bearer ${core.workload.pipelinesAccessToken}`) {
    return {
      status: 401,
      body: { message: "TF400813: The user is not authorized to access this resource." },
    };
  }
  const query = queryOf(message.target);
  if (
    query.get("api-version") === null ||
    query.get("serviceConnectionId") !== core.workload.pipelinesServiceConnectionId
  ) {
    return {
      status: 400,
      body: { message: "The service connection does not exist, or api-version is missing." },
    };
  }
  return { status: 200, body: { oidcToken: await pipelineToken(core, "pipelines", exchangeAudience, job) } };
}
