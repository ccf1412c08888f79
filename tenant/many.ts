import { randomBytes, randomUUID } from "node:crypto";
import { type Common, createSite, type SiteStart } from "./create-site.ts";
import { type WorkloadCredentials, workloadCredentials } from "./entra/credentials.ts";
import { managedIdentityReply } from "./entra/tokens/managed-identity.ts";
import { type FleetFileOptions, fleetFile, fleetSecretVariable } from "./fleet-file.ts";
import { hostReply, type ListedTenant } from "./http/host.ts";
import type { Site } from "./http/site.ts";
import { type LoopbackOptions, listen } from "./loopback.ts";
import { customerIds, seeded } from "./seed/ids.ts";
import { type Tenant, tenantOf } from "./tenant.ts";

/** A customer tenant to start. */
type NewTenant = SiteStart & {
  /** Lower-case letters, digits and hyphens; left out: `tenant-` and its number, as `tenant-0001`. */
  readonly name?: string;
};

/** How to start many tenants. */
export type TenantsOptions = LoopbackOptions & {
  /** The time in milliseconds since 1970; left out: the machine's. */
  readonly now?: () => number;
  /** How every customer tenant starts, where the list does not say otherwise. */
  readonly start?: SiteStart;
} & (
    | { readonly count: number; readonly list?: never }
    | { readonly list: readonly NewTenant[]; readonly count?: never }
  );

/** Many tenants, served by one server. */
export type Tenants = {
  /** `https://localhost:PORT` */
  readonly origin: string;
  /** `localhost:PORT` */
  readonly host: string;
  /** PEM file of the authority that signed the server's certificate. */
  readonly caFile: string;
  /** What a client needs to reach the tenants and sign in with the application's secret, but for a tenant's ID. */
  readonly env: Readonly<Record<string, string>>;
  /** Other ways for the application to sign in. */
  readonly credentials: WorkloadCredentials;
  /** What opens the control endpoint. */
  readonly controlKey: string;
  /** The tenant in which the application is registered. It is not one of the customers. */
  readonly home: Tenant;
  /** The customers, in order. */
  readonly list: readonly ListedTenant[];
  /** The customer of a name (`tenant-0001`) or an index, from 0. Throws where there is none. */
  readonly get: (nameOrIndex: string | number) => Tenant;
  /** The text of a fleet.yaml of all customers. */
  readonly fleetFile: (options?: FleetFileOptions) => string;
  /** Refuses connections, as a host that is down does. */
  readonly goDown: () => Promise<void>;
  /** Listens again, on the same port. */
  readonly comeUp: () => Promise<void>;
  /** Stops, and removes the directory if it was a temporary one. */
  readonly close: () => Promise<void>;
};

/** What is there of a customer before it is first asked for something. */
type Customer = ListedTenant & { readonly number: number; readonly start: SiteStart };

/** An id tells its tenant's number in four digits. */
const mostCustomers = 9999;
const nameForm = /^[a-z\d]+(-[a-z\d]+)*$/;

/**
 * Starts a server for many customer tenants, and for the home tenant of the application that signs in to each of them.
 * Their ids tell their numbers, so that they are the same each time. A customer is seeded when it is first asked for
 * something.
 */
export async function startTenants(options: TenantsOptions): Promise<Tenants> {
  const customers = customersOf(options);
  const loopback = await listen(options);
  const common: Common = {
    origin: loopback.origin,
    now: options.now ?? Date.now,
    controlKey: secret(),
    homeTenantId: seeded.tenantId,
    registration: {
      clientSecret: secret(),
      signInAudience: customers.length === 0 ? "AzureADMyOrg" : "AzureADMultipleOrgs",
    },
    workload: {
      githubRequestToken: secret(),
      pipelinesAccessToken: secret(),
      pipelinesServiceConnectionId: randomUUID(),
      identityHeader: secret(),
    },
  };
  const home = createSite(common, seeded);
  const sites = new LazySites(customers, (customer) =>
    createSite(common, customerIds(customer.number, customer.name), customer.start, home.core.state),
  );
  const host = {
    home,
    siteOf: (tenant: string) => sites.siteOf(tenant),
    usedSites: () => [home, ...sites.used()],
    list: customers.map(({ name, tenantId, domain }) => ({ name, tenantId, domain })),
  };
  loopback.serve((message) => hostReply(host, message));
  loopback.servePlain((message) => managedIdentityReply(home.core, message));
  const credentials = workloadCredentials(home.core, loopback.directory, () => loopback.plainOrigin);
  const { clientSecret } = common.registration;
  const held = (site: Site): Tenant =>
    tenantOf(site, { ...loopback, credentials, clientSecret, ...switchesOf(site) });
  const homeTenant = held(home);
  const { ARM_TENANT_ID: _tenantId, ARM_SUBSCRIPTION_ID: _subscriptionId, ...env } = homeTenant.env;
  return {
    origin: loopback.origin,
    host: homeTenant.host,
    caFile: homeTenant.caFile,
    env: { ...env, [fleetSecretVariable]: clientSecret },
    credentials,
    controlKey: common.controlKey,
    home: homeTenant,
    list: host.list,
    get: (nameOrIndex) => held(sites.get(nameOrIndex)),
    fleetFile: (fileOptions) => fleetFile(seeded.clientId, host.list, fileOptions),
    goDown: loopback.goDown,
    comeUp: loopback.comeUp,
    close: loopback.close,
  };
}

/** The customers' sites, each made when it is first asked for. */
class LazySites {
  readonly #customers: readonly Customer[];
  readonly #create: (customer: Customer) => Site;
  readonly #known = new Map<string, Customer>();
  readonly #used = new Map<Customer, Site>();

  constructor(customers: readonly Customer[], create: (customer: Customer) => Site) {
    this.#customers = customers;
    this.#create = create;
    for (const customer of customers) {
      this.#known.set(customer.tenantId, customer).set(customer.domain, customer);
    }
  }

  /** The sites that were asked for so far. */
  used(): Iterable<Site> {
    return this.#used.values();
  }

  siteOf(tenant: string): Site | undefined {
    const customer = this.#known.get(tenant.toLowerCase());
    return customer === undefined ? undefined : this.#use(customer);
  }

  get(nameOrIndex: string | number): Site {
    const customer =
      typeof nameOrIndex === "number"
        ? this.#customers[nameOrIndex]
        : this.#customers.find(({ name }) => name === nameOrIndex);
    if (customer === undefined) {
      throw new Error(
        `There is no tenant ${nameOrIndex}; there are ${this.#customers.length}, by name or by index from 0.`,
      );
    }
    return this.#use(customer);
  }

  #use(customer: Customer): Site {
    const site = this.#used.get(customer) ?? this.#create(customer);
    this.#used.set(customer, site);
    return site;
  }
}

function customersOf({ count, list, start }: TenantsOptions): Customer[] {
  const given: readonly NewTenant[] = list ?? Array.from({ length: count ?? 0 }, () => ({}));
  if (given.length > mostCustomers) {
    throw new Error(`${given.length} tenants are too many; one process serves up to ${mostCustomers}.`);
  }
  const customers = given.map(({ name: givenName, ...own }, index) => {
    const number = index + 1;
    const name = givenName ?? `tenant-${String(number).padStart(4, "0")}`;
    const { tenantId, domain } = customerIds(number, name);
    const settings = { ...start?.settings, ...own.settings };
    return { number, name, tenantId, domain, start: { ...start, ...own, settings } };
  });
  needNames(customers.map(({ name }) => name));
  return customers;
}

function needNames(names: readonly string[]): void {
  const known = new Set<string>();
  const wrong = names.find((name) => !nameForm.test(name) || known.size === known.add(name).size);
  if (wrong !== undefined) {
    throw new Error(
      `The tenant name '${wrong}' must be lower-case letters, digits and hyphens, and no other's.`,
    );
  }
}

/** One tenant of many goes down by itself: the server goes on to serve the others. */
function switchesOf(site: Site): Pick<Tenant, "goDown" | "comeUp" | "close"> {
  const goDown = async (): Promise<void> => {
    site.isDown = true;
  };
  const comeUp = async (): Promise<void> => {
    site.isDown = false;
  };
  return { goDown, comeUp, close: goDown };
}

/** Without hyphens: a command takes a value that begins with one for an option. */
function secret(): string {
  return randomBytes(24).toString("hex");
}
