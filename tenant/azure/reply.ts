import { callerOf } from "../entra/tokens/access-tokens.ts";
import type { Caller } from "../graph/call.ts";
import { GraphFault } from "../graph/odata/errors.ts";
import { type Message, pathOf, queryOf, type Reply } from "../http/message.ts";
import { createRouter } from "../http/router.ts";
import { needAccess } from "./access.ts";
import { ArmFault, armFaultReply } from "./errors.ts";
import { federatedCredentialRoutes } from "./federated-credentials.ts";
import { identityRoutes } from "./identities.ts";
import type { ArmRoute } from "./resource.ts";
import { resourceGroupRoutes } from "./resource-groups.ts";
import { roleAssignmentRoutes } from "./role-assignments.ts";
import type { ArmCore } from "./state.ts";
import { vaultRoutes } from "./vaults.ts";

const findRoute = createRouter([
  ...resourceGroupRoutes,
  ...roleAssignmentRoutes,
  ...vaultRoutes,
  ...federatedCredentialRoutes,
  ...identityRoutes,
]);

/**
 * Serves a call of Azure Resource Manager, below `/subscriptions`.
 * Source: https://learn.microsoft.com/rest/api/resources/
 */
export async function armReply(core: ArmCore, message: Message): Promise<Reply> {
  try {
    return await serve(core, message);
  } catch (error) {
    if (error instanceof ArmFault) {
      return armFaultReply(error);
    }
    throw error;
  }
}

async function serve(core: ArmCore, message: Message): Promise<Reply> {
  const caller = await armCaller(core, message);
  const path = pathOf(message.target).replace(/\/$/, "");
  const { route, params } = routeOf(message.method, path);
  needVersion(route, queryOf(message.target).get("api-version"));
  if (params.subscription?.toLowerCase() !== core.state.subscriptionId) {
    throw new ArmFault(
      404,
      "SubscriptionNotFound",
      `The subscription '${params.subscription}' could not be found.`,
    );
  }
  needAccess(core.state, caller, route.action, path);
  return route.handle({ core, caller, message, path, params });
}

async function armCaller(core: ArmCore, message: Message): Promise<Caller> {
  try {
    return await callerOf(core, message.headers.authorization, "resourceManager");
  } catch (error) {
    if (!(error instanceof GraphFault)) {
      throw error;
    }
    const authority = `${core.origin}/${core.state.tenantId}`;
    throw new ArmFault(401, "AuthenticationFailed", error.message, {
      "www-authenticate": `Bearer authorization_uri="${authority}", error="invalid_token", error_description="${error.message}"`,
    });
  }
}

function routeOf(
  method: string,
  path: string,
): { route: ArmRoute; params: Readonly<Record<string, string>> } {
  const match = findRoute(method, path);
  if (match.kind === "found") {
    return match;
  }
  throw match.kind === "wrongMethod"
    ? new ArmFault(405, "MethodNotAllowed", `The HTTP method '${method}' is not supported at '${path}'.`)
    : new ArmFault(404, "InvalidResourceType", `The resource type could not be found at '${path}'.`);
}

function needVersion({ apiVersion }: ArmRoute, given: string | null): void {
  if (given === null) {
    throw new ArmFault(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  if (given === apiVersion) {
    return;
  }
  throw new ArmFault(
    400,
    "NoRegisteredProviderFound",
    `No registered resource provider found for the API version '${given}'. The supported api-versions are '${apiVersion}'.`,
  );
}
