import { decodeJwt } from "jose";
import { armPath } from "../azure/address.ts";
import { vaultNamed } from "../azure/key-vault/address.ts";
import { controlReply, refusalOfControl } from "../control/endpoint.ts";
import { type Message, pathOf, type Reply } from "./message.ts";
import { graphPath, type Site, siteReply } from "./site.ts";

/** What the list of tenants shows of one. */
export type ListedTenant = { readonly name: string; readonly tenantId: string; readonly domain: string };

/** The tenants that one server serves. */
export type Host = {
  /** The tenant that serves what belongs to no tenant, and what names one that is not here. */
  readonly home: Site;
  /** The tenant of an ID or a domain. */
  readonly siteOf: (tenant: string) => Site | undefined;
  /** The tenants that were asked for something so far. */
  readonly usedSites: () => Iterable<Site>;
  readonly list: readonly ListedTenant[];
};

const controlOfTenant = /^\/_tenant\/([^/?]+)(\/.*)$/;

/**
 * Serves a request that came over the wire, from the tenant that it is for.
 * Throws `ConnectionCut` where the connection is to be closed without a response.
 */
export async function hostReply(host: Host, message: Message): Promise<Reply> {
  const { target } = message;
  if (pathOf(target) === "/_tenants" && message.method === "GET") {
    return refusalOfControl(host.home, message) ?? { status: 200, body: host.list };
  }
  if (!target.startsWith("/_tenant/")) {
    return siteReply(siteFor(host, message), message);
  }
  const [, tenant = "", rest] = controlOfTenant.exec(target) ?? [];
  const site = host.siteOf(tenant);
  return site === undefined
    ? controlReply(host.home, message)
    : controlReply(site, { ...message, target: `/_tenant${rest}` });
}

/** Services are told by the token whose they are; the sign-in is told by its address. */
function siteFor(host: Host, message: Message): Site {
  const vault = vaultNamed(host.home.core.origin, message.headers.host);
  if (vault !== undefined || graphPath.test(message.target) || armPath.test(message.target)) {
    return host.siteOf(tenantOfToken(message.headers.authorization)) ?? siteOfVault(host, vault) ?? host.home;
  }
  const [, tenant = ""] = pathOf(message.target).split("/");
  return host.siteOf(tenant) ?? host.home;
}

/** The tenant that a token says it is of. Whether it is, that tenant finds out. */
function tenantOfToken(authorization = ""): string {
  try {
    return String(decodeJwt(authorization.replace(/^Bearer /i, "")).tid);
  } catch {
    return "";
  }
}

function siteOfVault(host: Host, vault: string | undefined): Site | undefined {
  return vault === undefined
    ? undefined
    : [...host.usedSites()].find((site) => site.core.state.keyVaults.get(vault) !== undefined);
}
