import { readFileSync } from "node:fs";
import tls from "node:tls";
import { afterAll, beforeAll, beforeEach, vi } from "vitest";
import type { IntuneClient } from "../../../intune/client.ts";
import { intuneProvider } from "../../../intune/provider.ts";
import { startProvider } from "../../../provider/serve.ts";
import type { PropertyMap, PropertyValue } from "../../../provider/values.ts";
import type { SingleRequest } from "../../../tenant/control/request-log.ts";
import { startTenant, type Tenant } from "../../../tenant/server.ts";
import { loaded } from "../../provider/support/loaded.ts";
import { connectProtocol, type Protocol, urnOf } from "../../provider/support/protocol.ts";

export const profileUrn = urnOf("intune:index:WindowsCustomConfiguration");
export const policyUrn = urnOf("intune:index:SettingsCatalogPolicy");
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

/** Makes this process trust the authority of a tenant. */
export function trust({ caFile }: Tenant): void {
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), readFileSync(caFile, "utf8")]);
}

/**
 * Starts tenant and plugin before the tests of a file, forgets faults and requests before each of them. The
 * plugin's client is as it is in a run, but for what is given.
 */
export function serveIntune(given: Partial<IntuneClient> = {}): Served {
  const provider: typeof intuneProvider = {
    ...intuneProvider,
    connect: (...args) => ({ ...intuneProvider.connect(...args), ...given }),
  };
  const open: (() => Promise<void> | void)[] = [];
  let tenant: Tenant;
  let plugin: Protocol;

  const connect = async (settings: PropertyMap = {}) => {
    const serving = await startProvider(loaded(provider));
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
    trust(tenant);
  });

  beforeEach(async () => {
    await tenant.reset();
    for (const [name, value] of Object.entries(tenant.env)) {
      vi.stubEnv(name, value);
    }
    plugin = await connect();
    tenant.faults.clear();
    tenant.requests.clear();
  });

  afterAll(async () => {
    for (const close of open.toReversed()) {
      await close();
    }
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

const helloGroup = "device_vendor_msft_passportforwork_{tenantid}";

/** A choice setting in the resource's form: one of the group for Windows Hello, by the end of its id. */
export function helloChoice(setting: string, option: string): PropertyMap {
  const definitionId = `${helloGroup}_policies_${setting}`;
  return { type: "choice", definitionId, value: `${definitionId}_${option}` };
}

/** The settings for Windows Hello in their group. */
export function helloSettings(...children: PropertyMap[]): PropertyMap {
  return { type: "groupCollection", definitionId: helloGroup, groups: [{ children }] };
}

/** Inputs of a settings catalog policy with the settings given, or with PIN recovery turned on. */
export function policyInputs(settings?: PropertyMap[], more: PropertyMap = {}): PropertyMap {
  const recovery = helloSettings(helloChoice("enablepinrecovery", "true"));
  return { name: "PIN recovery", settings: settings ?? [recovery], ...more };
}

/** Checks inputs as the engine does, and gives them in canonical form; faults make the test fail. */
export async function checked(plugin: Protocol, urn: string, inputs: PropertyMap): Promise<PropertyMap> {
  const result = await plugin.check(urn, inputs);
  if (result.issues.length > 0) {
    throw new Error(JSON.stringify(result.issues));
  }
  return result.inputs;
}

/** A profile that a run has made, and what its state holds then. */
export type Made = {
  readonly id: string;
  readonly news: PropertyMap;
  readonly state: { readonly inputs: PropertyMap; readonly properties: PropertyMap };
};

/** Checks and creates a profile, as a run of the engine does. */
export async function makeProfile(plugin: Protocol, inputs = profileInputs()): Promise<Made> {
  return makeOf(plugin, profileUrn, inputs);
}

/** As makeProfile, of a settings catalog policy. */
export async function makePolicy(plugin: Protocol, inputs = policyInputs()): Promise<Made> {
  return makeOf(plugin, policyUrn, inputs);
}

/** As makeProfile, of a policy of any kind. */
export async function makeOf(plugin: Protocol, urn: string, inputs: PropertyMap): Promise<Made> {
  const news = await checked(plugin, urn, inputs);
  const { id, properties } = await plugin.create(urn, news);
  return { id, news, state: { inputs: news, properties } };
}

/**
 * How a profile that is there differs from what the program says, as the run that refreshes first sees it. Without
 * a state it is an import. Raises an error where the profile is not there.
 */
export async function driftOf(
  plugin: Protocol,
  { id, news, state }: Omit<Made, "state"> & Partial<Made>,
  urn = profileUrn,
) {
  const found = await plugin.read(urn, id, state);
  if (found === undefined) {
    throw new Error("The profile is taken for deleted.");
  }
  const program = await plugin.check(urn, news, found.inputs);
  return (await plugin.diff(urn, found.inputs, program.inputs)).details;
}

/** Inputs of an OMA setting whose OMA-URI is made of its type, unless one is given. */
export function omaSetting(type: string, value: PropertyValue, more: PropertyMap = {}): PropertyMap {
  return { displayName: `./Device/${type}`, omaUri: `./Device/${type}`, type, value, ...more };
}
