import { setTimeout as sleep } from "node:timers/promises";
import type { Reply } from "../http/message.ts";
import { ArmFault, resourceNotFound } from "./errors.ts";
import { identityIdsOf } from "./identity-principals.ts";
import { type ArmCall, bodyOf, readBody, resourceRoutes, resourcesBelow } from "./resource.ts";
import { federatedCredentialBody } from "./schemas.ts";
import type { ArmResource, ArmState } from "./state.ts";
import { identityType } from "./types.ts";

const type = `${identityType}/federatedIdentityCredentials`;
const identityPath = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${identityType}/{identity}`;
const one = `${identityPath}/federatedIdentityCredentials/{name}`;
const apiVersion = "2023-01-31";

/** Source: https://learn.microsoft.com/rest/api/managedidentity/federated-identity-credentials */
export const federatedCredentialRoutes = resourceRoutes({ path: one, type, apiVersion, put, remove });

function put(call: ArmCall): Promise<Reply> {
  const identity = findIdentity(call);
  const name = nameOf(call.params.name);
  const { properties } = readBody(call, federatedCredentialBody);
  return writing(call, identity, () => {
    const { armResources } = call.core.state;
    const id = call.path.toLowerCase();
    refuseSame(call.core.state, identity, { id, ...properties });
    const before = armResources.get(id);
    const shownId = `${identity.shownId}/federatedIdentityCredentials/${name}`;
    const made = armResources.put({ id, shownId, name, type, properties });
    return { status: before === undefined ? 201 : 200, body: bodyOf(made) };
  });
}

async function remove(call: ArmCall): Promise<Reply> {
  const id = call.path.toLowerCase();
  if (call.core.state.armResources.get(id) === undefined) {
    return { status: 204 };
  }
  return writing(call, findIdentity(call), () => {
    call.core.state.armResources.remove(id);
    return { status: 200 };
  });
}

/** Does a write that takes a while, during which another one under the same identity is refused. */
async function writing({ core }: ArmCall, identity: ArmResource, write: () => Reply): Promise<Reply> {
  if (core.credentialWrites.has(identity.id)) {
    throw new ArmFault(
      409,
      "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
      `Too many Federated Identity Credentials are written concurrently for the managed identity '${identity.id}'. Concurrent Federated Identity Credentials writes under the same managed identity are not supported.`,
    );
  }
  core.credentialWrites.add(identity.id);
  try {
    await sleep(core.state.settings.credentialWriteMilliseconds);
    const reply = write();
    trust(core.state, identity);
    return reply;
  } finally {
    core.credentialWrites.delete(identity.id);
  }
}

/** Lets the identity sign in by just the tokens that its credentials name. */
function trust(state: ArmState, identity: ArmResource): void {
  const federatedCredentials = credentialsOf(state, identity).map(({ properties }) => ({
    issuer: String(properties.issuer),
    subject: String(properties.subject),
    audiences: [properties.audiences].flat().map(String),
  }));
  state.appCredentials.change(identityIdsOf(identity).clientId, { federatedCredentials });
}

function credentialsOf(state: ArmState, identity: ArmResource): ArmResource[] {
  return resourcesBelow(state, identity.id).filter((kept) => kept.type === type);
}

function findIdentity({ core, path, params }: ArmCall): ArmResource {
  const id = path.toLowerCase().split("/federatedidentitycredentials/", 1)[0] ?? "";
  const found = core.state.armResources.get(id);
  if (found !== undefined) {
    return found;
  }
  throw resourceNotFound(identityType, params.identity ?? "", params.group ?? "");
}

/** Source: https://github.com/Azure/azure-rest-api-specs/tree/main/specification/msi, the name's pattern. */
function nameOf(name = ""): string {
  if (/^[a-z\d][\w-]{2,119}$/i.test(name)) {
    return name;
  }
  throw new ArmFault(
    400,
    "InvalidResourceName",
    `The federated identity credential name '${name}' is invalid.`,
  );
}

/** Issuer and subject together are unique. Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations */
function refuseSame(
  state: ArmState,
  identity: ArmResource,
  wanted: { id: string; issuer: string; subject: string },
): void {
  const same = credentialsOf(state, identity).find(
    ({ id, properties }) =>
      id !== wanted.id && properties.issuer === wanted.issuer && properties.subject === wanted.subject,
  );
  if (same === undefined) {
    return;
  }
  throw new ArmFault(
    409,
    "Conflict",
    `Issuer and subject combination already exists for this Managed Identity, in the federated identity credential '${same.name}'.`,
  );
}
