import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { readFleet } from "../../../fleet/file/read.ts";
import { settingsOf } from "../../../fleet/scan/settings.ts";
import { settingsDigest } from "../../../settings/digest.ts";
import { pinResetApps } from "../../../tenant/seed/ids.ts";
import type { Tenant } from "../../../tenant/server.ts";
import type { ServedFleet } from "./served-fleet.ts";

const made = z.looseObject({ id: z.string() });

/** The URN's type of what planted stacks manage. */
const type = "azuread:index/servicePrincipal:ServicePrincipal";

/**
 * Gives each tenant of a fleet the client's service principal, and a stack's state that has it: as much as a scan needs, without
 * a run of the engine.
 *
 * @returns The principals' ids by the tenant's name.
 */
export async function plantStates({
  tenants,
  file,
  folder,
}: ServedFleet): Promise<ReadonlyMap<string, string>> {
  const fleet = await readFleet(file);
  const stacks = path.join(folder, ".pulumi", "stacks", "pin-reset");
  await mkdir(stacks, { recursive: true });
  const ids = new Map<string, string>();
  for (const tenant of fleet.tenants) {
    const id = await createPrincipal(tenants.get(tenant.name));
    const digest = settingsDigest(settingsOf(tenant, { name: "pin-reset", defaults: {} }).program);
    const content = stateOf(tenant.stack, `/servicePrincipals/${id}`, digest);
    await writeFile(path.join(stacks, `${tenant.stack}.json`), JSON.stringify(content));
    ids.set(tenant.name, id);
  }
  return ids;
}

async function createPrincipal(tenant: Tenant): Promise<string> {
  const appId = pinResetApps.client.id;
  const tags = ["WindowsAzureActiveDirectoryIntegratedApp"];
  const { body } = await tenant.asAdministrator("POST", "/v1.0/servicePrincipals", { appId, tags });
  return made.parse(body).id;
}

function stateOf(stack: string, id: string, digest: string) {
  const inputs = {
    accountEnabled: true,
    clientId: pinResetApps.client.id,
    featureTags: [{ enterprise: true }],
  };
  const urn = (kind: string, name: string) => `urn:pulumi:${stack}::pin-reset::${kind}::${name}`;
  const root = "pulumi:pulumi:Stack";
  const resources = [
    { urn: urn(root, `pin-reset-${stack}`), custom: false, type: root, outputs: { settingsDigest: digest } },
    { urn: urn(type, "pin-reset-client"), custom: true, type, id, inputs, outputs: inputs },
  ];
  const latest = { manifest: { time: "2026-11-27T07:00:00Z" }, resources };
  return { version: 3, checkpoint: { stack: `organization/pin-reset/${stack}`, latest } };
}
