import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { addIdentityPrincipal } from "../azure/identity-principals.ts";
import { identityType } from "../azure/types.ts";
import type { AppCredentials, DirectoryCore } from "./state.ts";
import { exchangeAudience, identityIssuer, type PipelineHost, pipelineIssuer } from "./tokens/federation.ts";
import { appServicePath } from "./tokens/managed-identity.ts";
import { githubTokenPath, pipelineSubjects, pipelinesTokenPath, pipelineToken } from "./tokens/pipelines.ts";

/** The ways for the deploying app to prove itself, each as the variables to set besides `ARM_TENANT_ID`, `ARM_CLIENT_ID` and the endpoints. */
export type WorkloadCredentials = {
  readonly secret: () => Record<string, string>;
  /** Makes a certificate, registers it with the app and writes it with its key into a PEM file. */
  readonly certificate: () => Promise<Record<string, string>>;
  /** Trusts this tenant's own GitHub Actions, and gives what a job of it sees. */
  readonly github: () => Record<string, string>;
  /** Trusts this tenant's own Azure Pipelines, and gives what a job of it sees. */
  readonly pipelines: () => Record<string, string>;
  /** Trusts this tenant's own GitHub Actions, and gives a token of it that is good for five minutes. */
  readonly oidcToken: () => Promise<Record<string, string>>;
  /** Managed identity as an app of App Service sees it. */
  readonly appService: () => Record<string, string>;
  /** Managed identity as a virtual machine sees it. */
  readonly imds: () => Record<string, string>;
  /** Trusts a managed identity of the app's home tenant, and gives where a virtual machine that has it asks for its token. */
  readonly managedIdentity: () => Record<string, string>;
};

/** The ways to prove oneself in a tenant. `plainOrigin` is where managed identity is served, over plain HTTP. */
export function workloadCredentials(
  core: DirectoryCore,
  directory: string,
  plainOrigin: () => string,
): WorkloadCredentials {
  return {
    secret: () => ({ ARM_CLIENT_SECRET: credentialsOf(core).secrets[0] ?? "" }),
    certificate: async () => ({ ARM_CLIENT_CERTIFICATE_PATH: await registerCertificate(core, directory) }),
    github: () => {
      trust(core, "github");
      return {
        ARM_USE_OIDC: "true",
        ACTIONS_ID_TOKEN_REQUEST_URL: `${core.origin}${githubTokenPath}?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: core.workload.githubRequestToken,
      };
    },
    pipelines: () => {
      trust(core, "pipelines");
      return {
        ARM_USE_OIDC: "true",
        SYSTEM_OIDCREQUESTURI: `${core.origin}${pipelinesTokenPath}`,
        SYSTEM_ACCESSTOKEN: core.workload.pipelinesAccessToken,
        ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: core.workload.pipelinesServiceConnectionId,
      };
    },
    oidcToken: async () => {
      trust(core, "github");
      return { ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: await pipelineToken(core, "github") };
    },
    appService: () => ({
      ARM_USE_MSI: "true",
      IDENTITY_ENDPOINT: `${plainOrigin()}${appServicePath}`,
      IDENTITY_HEADER: core.workload.identityHeader,
    }),
    imds: () => ({ ARM_USE_MSI: "true", AZURE_POD_IDENTITY_AUTHORITY_HOST: plainOrigin() }),
    managedIdentity: () => {
      trustManagedIdentity(core);
      return { AZURE_POD_IDENTITY_AUTHORITY_HOST: plainOrigin() };
    },
  };
}

async function registerCertificate(core: DirectoryCore, directory: string): Promise<string> {
  const { makeClientCertificate } = await import("../http/certificates.ts");
  const { key, certificate } = await makeClientCertificate("Deployment");
  const { certificates } = credentialsOf(core);
  core.state.appCredentials.change(core.state.ids.clientId, { certificates: [...certificates, certificate] });
  const file = join(directory, `client-${certificates.length + 1}.pem`);
  await writeFile(file, `${key}${certificate}`, { mode: 0o600 });
  return file;
}

function trustManagedIdentity(core: DirectoryCore): void {
  const { tenantId, subscriptionId, ids } = core.state;
  const name = "fleet";
  const shownId = `/subscriptions/${subscriptionId}/resourceGroups/${name}/providers/${identityType}/${name}`;
  addIdentityPrincipal(core.state, { shownId, name }, ids.managedIdentity);
  trustIssuer(core, identityIssuer(core.origin, tenantId), ids.managedIdentity.principalId);
}

function trust(core: DirectoryCore, host: PipelineHost): void {
  trustIssuer(core, pipelineIssuer(core.origin, host), pipelineSubjects[host]);
}

function trustIssuer(core: DirectoryCore, issuer: string, subject: string): void {
  const { federatedCredentials } = credentialsOf(core);
  const others = federatedCredentials.filter((credential) => credential.issuer !== issuer);
  const added = { issuer, subject, audiences: [exchangeAudience] };
  core.state.appCredentials.change(core.state.ids.clientId, { federatedCredentials: [...others, added] });
}

function credentialsOf(core: DirectoryCore): AppCredentials {
  return (
    core.state.appCredentials.get(core.state.ids.clientId) ?? {
      id: core.state.ids.clientId,
      secrets: [],
      certificates: [],
      federatedCredentials: [],
    }
  );
}
