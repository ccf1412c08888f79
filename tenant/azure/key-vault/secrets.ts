import { randomBytes } from "node:crypto";
import type { z } from "zod";
import { jsonOrNothing, type Message, type Reply } from "../../http/message.ts";
import type { Routed } from "../../http/router.ts";
import type { ArmCore } from "../state.ts";
import { vaultSuffix } from "./address.ts";
import { badParameter, KeyVaultFault, secretNotFound } from "./errors.ts";
import { type KeyVaultSecret, secretName, secretSetParameters } from "./schemas.ts";

/** A call of a vault whose token is valid. */
type VaultCall = {
  readonly core: ArmCore;
  readonly vault: string;
  readonly message: Message;
  readonly params: Readonly<Record<string, string>>;
};

/** A part of a vault's data plane, and the action that its caller must be allowed. */
export type VaultRoute = Routed & {
  readonly action: string;
  readonly handle: (call: VaultCall) => Reply;
};

/** Source: https://learn.microsoft.com/rest/api/keyvault/secrets/operation-groups */
export const secretRoutes: readonly VaultRoute[] = [
  { method: "PUT", path: "/secrets/{name}", action: "secrets/setSecret/action", handle: setSecret },
  { method: "GET", path: "/secrets/{name}", action: "secrets/getSecret/action", handle: getSecret },
  { method: "GET", path: "/secrets/{name}/{version}", action: "secrets/getSecret/action", handle: getSecret },
];

function setSecret({ core, vault, message, params }: VaultCall): Reply {
  const name = nameOf(params.name);
  const { attributes, contentType, tags, value } = bodyOf(message);
  if (versionsOf(core, vault, name).some(({ isDeleted }) => isDeleted)) {
    throw new KeyVaultFault(
      409,
      "Conflict",
      `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
      { innerCode: "ObjectIsDeletedButRecoverable" },
    );
  }
  const version = randomBytes(16).toString("hex");
  const now = Math.floor(core.now() / 1000);
  const secret = core.state.keyVaultSecrets.put({
    id: `${vault}/${name}/${version}`,
    vault,
    name,
    version,
    value,
    contentType,
    tags,
    attributes: { ...attributes, enabled: attributes?.enabled ?? true, created: now, updated: now },
    isDeleted: false,
  });
  return { status: 200, body: bundleOf(core, secret) };
}

function getSecret({ core, vault, params }: VaultCall): Reply {
  const name = nameOf(params.name);
  const there = versionsOf(core, vault, name).filter(({ isDeleted }) => !isDeleted);
  const found = params.version ? there.find(({ version }) => version === params.version) : there.at(-1);
  if (found === undefined) {
    throw secretNotFound(name);
  }
  return { status: 200, body: bundleOf(core, found) };
}

function versionsOf(core: ArmCore, vault: string, name: string): KeyVaultSecret[] {
  return core.state.keyVaultSecrets.where(
    (secret) => secret.vault === vault && secret.name.toLowerCase() === name.toLowerCase(),
  );
}

function bundleOf(
  core: ArmCore,
  { vault, name, version, value, contentType, tags, attributes }: KeyVaultSecret,
) {
  return {
    value,
    contentType,
    id: `https://${vault}.${vaultSuffix(core.origin)}/secrets/${name}/${version}`,
    attributes: { ...attributes, recoveryLevel: "Recoverable+Purgeable", recoverableDays: 90 },
    tags,
  };
}

function nameOf(given: string | undefined): string {
  const name = secretName.safeParse(given);
  if (name.success) {
    return name.data;
  }
  throw badParameter(
    `The request URI contains an invalid name: ${given}. A secret's name has 1 to 127 letters, digits and hyphens.`,
  );
}

function bodyOf({ headers, body }: Message): z.output<typeof secretSetParameters> {
  if (!headers["content-type"]?.includes("application/json")) {
    throw new KeyVaultFault(415, "UnsupportedMediaType", "The Content-Type must be application/json.");
  }
  const read = secretSetParameters.safeParse(jsonOrNothing(body));
  if (read.success) {
    return read.data;
  }
  const faults = read.error.issues.map((issue) => `${issue.path.join(".") || "the body"}: ${issue.message}`);
  throw badParameter(`Property has invalid value: ${faults.join("; ")}`);
}
