import { resolveCloud } from "../../../graph/clouds.ts";
import { chooseCredential } from "../../../graph/credentials/choose.ts";
import { readCredentialSettings } from "../../../graph/credentials/settings.ts";
import type { AccessTokenSource } from "../../../graph/credentials/source.ts";
import type { Tenant } from "../../../tenant/server.ts";

/** The tenant's variables but for its client secret, with others added. */
export function variables(tenant: Tenant, added: Record<string, string> = {}): Record<string, string> {
  const { ARM_CLIENT_SECRET: _, ...others } = tenant.env;
  return { ...others, ...added };
}

/** The credential that the variables give. */
export function sourceOf(env: Record<string, string>): AccessTokenSource {
  const settings = readCredentialSettings(env);
  return chooseCredential(settings, () => resolveCloud(settings));
}

/** What the tenant's Graph answers to this token: 200 if it is good. */
export async function statusWith(tenant: Tenant, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${tenant.origin}/v1.0/organization`, { headers })).status;
}
