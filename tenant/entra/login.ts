import { armResource } from "../azure/address.ts";
import { vaultSuffix } from "../azure/key-vault/address.ts";
import type { Message, Reply } from "../http/message.ts";
import type { Routed } from "../http/router.ts";
import { adminConsentReply, consentedPage } from "./admin-consent.ts";
import type { DirectoryCore } from "./state.ts";
import { authorizeReply } from "./tokens/authorize.ts";
import { deviceCodeReply, devicePageReply } from "./tokens/device-code.ts";
import { EntraFault, entraReply, unknownTenant } from "./tokens/errors.ts";
import { pipelineIssuer } from "./tokens/federation.ts";
import { jobTokenPath, jobTokenReply } from "./tokens/jobs.ts";
import { keySet } from "./tokens/keys.ts";
import { githubReply, githubTokenPath, pipelinesReply, pipelinesTokenPath } from "./tokens/pipelines.ts";
import { isThisTenant, tokenReply } from "./tokens/token-endpoint.ts";

/** An endpoint outside Graph: environment document, Entra, and the pipeline hosts' identity tokens. */
export type LoginRoute = Routed & {
  readonly handle: (
    core: DirectoryCore,
    message: Message,
    params: Readonly<Record<string, string>>,
  ) => Reply | Promise<Reply>;
};

/** Every endpoint outside Graph. */
export const loginRoutes: readonly LoginRoute[] = [
  { method: "GET", path: "/metadata/endpoints", handle: environmentDocument },
  { method: "GET", path: "/common/discovery/instance", handle: instanceDiscovery },
  {
    method: "GET",
    path: "/_issuers/github/.well-known/openid-configuration",
    handle: (core) => issuerDocument(core, "github"),
  },
  {
    method: "GET",
    path: "/_issuers/pipelines/.well-known/openid-configuration",
    handle: (core) => issuerDocument(core, "pipelines"),
  },
  {
    method: "GET",
    path: "/_issuers/github/jwks",
    handle: async () => ({ status: 200, body: await keySet("github") }),
  },
  {
    method: "GET",
    path: "/_issuers/pipelines/jwks",
    handle: async () => ({ status: 200, body: await keySet("pipelines") }),
  },
  { method: "GET", path: githubTokenPath, handle: (core, message) => githubReply(core, message) },
  { method: "POST", path: pipelinesTokenPath, handle: (core, message) => pipelinesReply(core, message) },
  { method: "GET", path: jobTokenPath, handle: jobTokenReply },
  { method: "POST", path: jobTokenPath, handle: jobTokenReply },
  { method: "GET", path: "/{tenant}/v2.0/.well-known/openid-configuration", handle: openidConfiguration },
  { method: "GET", path: "/{tenant}/.well-known/openid-configuration", handle: openidConfiguration },
  {
    method: "GET",
    path: "/{tenant}/discovery/v2.0/keys",
    handle: async () => ({ status: 200, body: await keySet("entra") }),
  },
  { method: "GET", path: "/{tenant}/v2.0/adminconsent", handle: adminConsentOf },
  { method: "POST", path: "/{tenant}/v2.0/adminconsent", handle: adminConsentOf },
  { method: "GET", path: "/{tenant}/oauth2/nativeclient", handle: () => consentedPage },
  { method: "GET", path: "/{tenant}/oauth2/v2.0/authorize", handle: forPeople(authorizeReply) },
  { method: "POST", path: "/{tenant}/oauth2/v2.0/authorize", handle: forPeople(authorizeReply) },
  {
    method: "POST",
    path: "/{tenant}/oauth2/v2.0/devicecode",
    handle: forPeople((core, { body }) => deviceCodeReply(core, body)),
  },
  { method: "GET", path: "/{tenant}/oauth2/deviceauth", handle: forPeople(devicePageReply) },
  { method: "POST", path: "/{tenant}/oauth2/deviceauth", handle: forPeople(devicePageReply) },
  { method: "POST", path: "/{tenant}/oauth2/v2.0/token", handle: tokenOf },
  { method: "POST", path: "/{tenant}/oauth2/token", handle: tokenOf },
];

function tokenOf(
  core: DirectoryCore,
  message: Message,
  params: Readonly<Record<string, string>>,
): Promise<Reply> {
  return tokenReply(core, params.tenant ?? "", message.body);
}

/** A route of a person's sign-in: in this tenant, and with Entra's refusals. */
function forPeople(serve: (core: DirectoryCore, message: Message) => Reply): LoginRoute["handle"] {
  return (core, message, { tenant = "" }) => {
    try {
      if (!isThisTenant(core, tenant)) {
        throw unknownTenant(tenant);
      }
      return serve(core, message);
    } catch (error) {
      if (error instanceof EntraFault) {
        return entraReply(error, core.origin, core.now());
      }
      throw error;
    }
  };
}

function adminConsentOf(
  core: DirectoryCore,
  message: Message,
  params: Readonly<Record<string, string>>,
): Reply {
  return adminConsentReply(core, message, params.tenant ?? "");
}

/** The shape of `https://management.azure.com/metadata/endpoints?api-version=2022-09-01`. */
function environmentDocument(core: DirectoryCore): Reply {
  const { origin } = core;
  return {
    status: 200,
    body: {
      portal: origin,
      authentication: {
        loginEndpoint: origin,
        audiences: [armResource(origin), `${armResource(origin)}/`],
        tenant: "common",
        identityProvider: "AAD",
      },
      media: origin,
      graphAudience: `${origin}/`,
      graph: `${origin}/`,
      name: "EmbeddedTenant",
      suffixes: { ...suffixes(new URL(origin).host), keyVaultDns: vaultSuffix(origin) },
      batch: `${origin}/`,
      resourceManager: `${origin}/`,
      vmImageAliasDoc: `${origin}/`,
      activeDirectoryDataLake: `${origin}/`,
      sqlManagement: `${origin}/`,
      microsoftGraphResourceId: `${origin}/`,
      appInsightsResourceId: origin,
      appInsightsTelemetryChannelResourceId: origin,
      attestationResourceId: origin,
      synapseAnalyticsResourceId: origin,
      logAnalyticsResourceId: origin,
      ossrDbmsResourceId: origin,
    },
  };
}

function suffixes(host: string): Record<string, string> {
  const names = [
    "acrLoginServer",
    "attestationEndpoint",
    "azureDataLakeAnalyticsCatalogAndJob",
    "azureDataLakeStoreFileSystem",
    "azureFrontDoorEndpointSuffix",
    "mariadbServerEndpoint",
    "mhsmDns",
    "mysqlServerEndpoint",
    "postgresqlServerEndpoint",
    "sqlServerHostname",
    "storage",
    "storageSyncEndpointSuffix",
    "synapseAnalytics",
  ];
  return Object.fromEntries(names.map((name) => [name, host]));
}

/** Tells @azure/identity that this host is an authority of its own. */
function instanceDiscovery(core: DirectoryCore): Reply {
  const host = new URL(core.origin).host;
  return {
    status: 200,
    body: {
      tenant_discovery_endpoint: `${core.origin}/${core.state.tenantId}/v2.0/.well-known/openid-configuration`,
      "api-version": "1.1",
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    },
  };
}

function openidConfiguration(
  core: DirectoryCore,
  _message: Message,
  params: Readonly<Record<string, string>>,
): Reply {
  const tenant = params.tenant ?? "";
  if (!isThisTenant(core, tenant) && !["common", "organizations"].includes(tenant)) {
    return entraReply(unknownTenant(tenant), core.origin, core.now());
  }
  const base = `${core.origin}/${tenant}`;
  return {
    status: 200,
    body: {
      token_endpoint: `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_modes_supported: ["query", "fragment", "form_post"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
      scopes_supported: ["openid", "profile", "email", "offline_access"],
      issuer: `${core.origin}/${core.state.tenantId}/v2.0`,
      request_uri_parameter_supported: false,
      userinfo_endpoint: `${core.origin}/oidc/userinfo`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      claims_supported: ["sub", "iss", "aud", "exp", "iat", "nonce", "name", "tid", "ver"],
      tenant_region_scope: "EU",
      cloud_instance_name: new URL(core.origin).host,
      cloud_graph_host_name: new URL(core.origin).host,
      msgraph_host: new URL(core.origin).host,
    },
  };
}

function issuerDocument(core: DirectoryCore, host: "github" | "pipelines"): Reply {
  const issuer = pipelineIssuer(core.origin, host);
  return {
    status: 200,
    body: {
      issuer,
      jwks_uri: `${issuer}/jwks`,
      subject_types_supported: ["public"],
      response_types_supported: ["id_token"],
      id_token_signing_alg_values_supported: ["RS256"],
      scopes_supported: ["openid"],
    },
  };
}
