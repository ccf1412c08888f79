import { readFileSync } from "node:fs";
import tls from "node:tls";
import { afterAll, beforeAll, beforeEach, vi } from "vitest";
import { intuneProvider } from "../../../intune/provider.ts";
import { startProvider } from "../../../plugin/serve.ts";
import type { PropertyMap } from "../../../plugin/values.ts";
import type { SingleRequest } from "../../../tenant/requestLog.ts";
import { startTenant, type Tenant } from "../../../tenant/server.ts";
import { loaded } from "../../plugin/support/loaded.ts";
import { connectProtocol, type Protocol, urnOf } from "../../plugin/support/protocol.ts";

export const profileUrn = urnOf("intune:index:WindowsCustomConfiguration");
export const assignmentsUrn = urnOf("intune:index:DeviceConfigurationAssignments");

/** The plugin, served over gRPC and configured for a tenant of its own; both are new for each test file. */
export type Served = {
  readonly tenant: Tenant;
  readonly plugin: Protocol;
  /** A second plugin on the same tenant, as another run of the engine would start it. */
  anotherPlugin(settings?: PropertyMap): Promise<Protocol>;
  /** Round trips to Graph that the plugin made since the test began, as `METHOD target`. */
  roundTrips(): string[];
  /** The requests in those round trips, each by itself: the steps of a batch in place of the batch. */
  requests(): SingleRequest[];
};

/** Starts tenant and plugin before the tests of a file, forgets faults and requests before each of them. */
export function serveIntune(): Served {
  const open: (() => Promise<void> | void)[] = [];
  let tenant: Tenant;
  let plugin: Protocol;

  const connect = async (settings: PropertyMap = {}) => {
    const serving = await startProvider(loaded(intuneProvider));
    const protocol = connectProtocol(serving.port);
    open.push(
      () => protocol.close(),
      () => serving.stop(),
    );
    await protocol.configure(settings);
    return protocol;
  };

  beforeAll(async () => {
    tenant = await startTenant();
    open.push(() => tenant.close());
    tls.setDefaultCACertificates([...tls.getCACertificates("default"), readFileSync(tenant.caFile, "utf8")]);
  });

  beforeEach(async () => {
    await tenant.reset();
    for (const [name, value] of Object.entries(tenant.env)) vi.stubEnv(name, value);
    plugin = await connect();
    tenant.faults.clear();
    tenant.requests.clear();
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
    anotherPlugin: connect,
    requests: () => tenant.requests.single({ userAgent: "pulumi-intune/" }),
    roundTrips: () =>
      tenant.requests
        .graph("pulumi-intune/")
        .map(({ method, target }) => `${method} ${decodeURIComponent(target)}`),
  };
}

/** Inputs of a profile with the settings given, or with PIN recovery turned on. */
export function profileInputs(omaSettings?: PropertyMap[], more: PropertyMap = {}): PropertyMap {
  const recovery = {
    displayName: "EnablePinRecovery",
    omaUri:
      "./Device/Vendor/MSFT/PassportForWork/11111111-2222-3333-4444-555555555555/Policies/EnablePinRecovery",
    type: "Boolean",
    value: true,
  };
  return { displayName: "PIN recovery", omaSettings: omaSettings ?? [recovery], ...more };
}

/** Checks inputs as the engine does, and gives them in canonical form; faults make the test fail. */
export async function checked(plugin: Protocol, urn: string, inputs: PropertyMap): Promise<PropertyMap> {
  const result = await plugin.check(urn, inputs);
  if (result.faults.length > 0) throw new Error(JSON.stringify(result.faults));
  return result.inputs;
}
