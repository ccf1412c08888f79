import { ConnectionCut } from "../../control/faults.ts";
import { callerOf } from "../../entra/tokens/access-tokens.ts";
import { GraphFault } from "../../graph/odata/errors.ts";
import { type Message, pathOf, queryOf, type Reply } from "../../http/message.ts";
import { createRouter } from "../../http/router.ts";
import type { ArmCore } from "../state.ts";
import { vaultResource } from "./address.ts";
import { badParameter, faultReply, KeyVaultFault } from "./errors.ts";
import { secretRoutes } from "./secrets.ts";

const findRoute = createRouter(secretRoutes);

/** The versions of the API that take `PUT /secrets/{name}` as it is here. */
const apiVersion = /^(7\.[0-6]|2025-07-01|2026-04-01)$/;

/**
 * Serves a call of a vault's data plane. Throws `ConnectionCut` where the tenant has no vault of that name, since
 * then there is no such host.
 * Source: https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses
 */
export async function keyVaultReply(core: ArmCore, vault: string, message: Message): Promise<Reply> {
  if (core.state.keyVaults.get(vault) === undefined) {
    throw new ConnectionCut();
  }
  try {
    return await serve(core, vault, message);
  } catch (error) {
    if (error instanceof KeyVaultFault) {
      return faultReply(error);
    }
    throw error;
  }
}

async function serve(core: ArmCore, vault: string, message: Message): Promise<Reply> {
  const caller = await vaultCaller(core, message);
  const version = queryOf(message.target).get("api-version");
  if (!apiVersion.test(version ?? "")) {
    throw badParameter(
      version === null
        ? "api-version must be specified"
        : `The specified version (${version}) is not recognized.`,
    );
  }
  const match = findRoute(message.method, pathOf(message.target));
  if (match.kind !== "found") {
    throw match.kind === "unknown"
      ? badParameter(`The request URI contains an invalid name: ${pathOf(message.target)}`)
      : new KeyVaultFault(405, "MethodNotAllowed", "The HTTP method is not allowed here.");
  }
  needRole(core, vault, caller, match.route.action);
  return match.route.handle({ core, vault, message, params: match.params });
}

type VaultCaller = Awaited<ReturnType<typeof callerOf>>;

/** Who calls. Throws the challenge that tells a client where to get a token, and for what. */
async function vaultCaller(core: ArmCore, message: Message): Promise<VaultCaller> {
  try {
    return await callerOf(core, message.headers.authorization, "keyVault");
  } catch (error) {
    if (!(error instanceof GraphFault)) {
      throw error;
    }
    const authority = `${core.origin}/${core.state.tenantId}`;
    const challenge = `Bearer authorization="${authority}", resource="${vaultResource(core.origin)}"`;
    throw new KeyVaultFault(401, "Unauthorized", error.message, {
      headers: { "www-authenticate": challenge },
    });
  }
}

function needRole(core: ArmCore, vault: string, { appId, objectId }: VaultCaller, action: string): void {
  if (core.state.keyVaults.get(vault)?.secretsOfficers.includes(objectId)) {
    return;
  }
  throw new KeyVaultFault(
    403,
    "Forbidden",
    "Caller is not authorized to perform action on resource.\r\n" +
      "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\n" +
      `Caller: appid=${appId};oid=${objectId};iss=${core.origin}/${core.state.tenantId}/\r\n` +
      `Action: 'Microsoft.KeyVault/vaults/${action}'\r\nAssignment: (not found)\r\nVault: ${vault};location=loopback\r\n`,
    { innerCode: "ForbiddenByRbac" },
  );
}
