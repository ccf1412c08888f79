import { readFileSync } from "node:fs";
import tls from "node:tls";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { startProvider } from "../../../../plugin/serve.ts";
import type { PropertyMap } from "../../../../plugin/values.ts";
import { azureadProvider } from "../../../../tenant/plugins/azuread/provider.ts";
import { startTenant, type Tenant } from "../../../../tenant/server.ts";
import { loaded } from "../../../plugin/support/loaded.ts";
import { connectProtocol, type Protocol, urnOf } from "../../../plugin/support/protocol.ts";

export const principalUrn = urnOf("azuread:index/servicePrincipal:ServicePrincipal");
export const grantUrn = urnOf(
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant",
);
export const assignmentUrn = urnOf("azuread:index/appRoleAssignment:AppRoleAssignment");

/** The stand-in, served over gRPC for a tenant of its own. */
export type Served = {
  readonly tenant: Tenant;
  readonly plugin: Protocol;
  /** The waits before another try since the test began, in milliseconds; none takes any time. */
  readonly waits: number[];
  /** A second plugin, with other variables than the tenant's own, or other configuration. */
  another(environment: Record<string, string>, config?: PropertyMap): Promise<Protocol>;
  /** What the plugin asked of Graph since the test began, as `METHOD target STATUS`. */
  calls(): string[];
};

/** Starts tenant and plugin before the tests of a file, and makes the tenant new before each of them. */
export function serveStandIn(): Served {
  const open: (() => Promise<void> | void)[] = [];
  const waits: number[] = [];
  let tenant: Tenant;
  let plugin: Protocol;

  const another = async (environment: Record<string, string>, config: PropertyMap = {}) => {
    const wait = async (milliseconds: number) => {
      waits.push(milliseconds);
    };
    const serving = await startProvider(loaded(azureadProvider(environment, wait)));
    const protocol = connectProtocol(serving.port);
    open.push(
      () => serving.stop(),
      () => protocol.close(),
    );
    await protocol.configure(config);
    return protocol;
  };

  beforeAll(async () => {
    tenant = await startTenant();
    open.push(() => tenant.close());
    tls.setDefaultCACertificates([...tls.getCACertificates("default"), readFileSync(tenant.caFile, "utf8")]);
    plugin = await another({ ...tenant.env });
  });

  beforeEach(() => {
    tenant.reset();
    waits.length = 0;
  });

  afterAll(async () => {
    for (const close of open.toReversed()) await close();
  });

  return {
    get tenant() {
      return tenant;
    },
    get plugin() {
      return plugin;
    },
    waits,
    another,
    calls: () =>
      tenant.requests
        .graph("pulumi-azuread-stand-in/")
        .map(({ method, target, status }) => `${method} ${decodeURIComponent(target)} ${status}`),
  };
}

/** A resource as the engine knows it between two calls. */
export type Kept = { readonly id: string; readonly inputs: PropertyMap; readonly properties: PropertyMap };

/** Checks and creates, as the engine does. */
export async function create(plugin: Protocol, urn: string, inputs: PropertyMap): Promise<Kept> {
  const checked = await check(plugin, urn, inputs);
  return { ...(await plugin.create(urn, checked)), inputs: checked };
}

/** Inputs in their canonical form; faults make the test fail. */
export async function check(plugin: Protocol, urn: string, inputs: PropertyMap): Promise<PropertyMap> {
  const { inputs: checked, faults } = await plugin.check(urn, inputs);
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  return checked;
}
