import { type DriftedResource, type TenantOutcome, tenantOutcome } from "../../../fleet/outcome.ts";
import type { RunState } from "../../../fleet/run/run-state.ts";

/** Fictional companies, in the style of those in Microsoft's documentation. */
const companies =
  "Contoso,Fabrikam,Northwind,Adventure Works,Tailwind,Woodgrove,Litware,Proseware,Lamna,Fourth Coffee,Relecloud,VanArsdel," +
  "Wide World,Margie's,Bellows,Alpine,City Power,Coho,Graphic Design,Humongous,Lucerne,Munson's,Nod,Trey,Blue Yonder,Southridge," +
  "Wingtip,Fine Art";
const businesses = "Bank,Foods,Health,Logistics,Retail,Energy,Legal,Labs,Insurance";
const customerAccounts = "helpdesk,admin,it";
const providerAccounts = "priya.nair,j.meyer,intune-svc";

const profile = "intune:index:WindowsCustomConfiguration";

/** What drifts in a fleet, and how often. */
const drifts: readonly (Pick<DriftedResource, "type" | "name" | "kind" | "paths"> & { weight: number })[] = [
  { type: profile, name: "pin-recovery", kind: "changed", paths: ["omaSettings[0].value"], weight: 5 },
  {
    type: "intune:index:WindowsCustomConfigurationAssignments",
    name: "pin-recovery",
    kind: "changed",
    paths: ["assignments[1].target.groupId", "assignments[2]"],
    weight: 3,
  },
  {
    type: "azuread:index/servicePrincipal:ServicePrincipal",
    name: "pin-reset-service",
    kind: "changed",
    paths: ["accountEnabled"],
    weight: 2,
  },
  {
    type: "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant",
    name: "pin-reset-client-grant",
    kind: "missing",
    paths: [],
    weight: 1,
  },
];

const failures: readonly NonNullable<TenantOutcome["error"]>[] = [
  {
    code: "rejected",
    message: "Could not sign in (client secret): AADSTS7000222: The provided client secret keys are expired.",
    hint: "Create a new client secret, and set FLEET_CLIENT_SECRET to it.",
  },
  {
    code: "throttled",
    message: "POST /deviceManagement/deviceConfigurations: 429 TooManyRequests: too many requests.",
    hint: "Run these tenants again later, or lower the concurrency of their ring.",
  },
];

const noPermission = {
  code: "forbidden",
  message:
    "GET /deviceManagement/deviceConfigurations: 403 Forbidden: the application lacks a permission in this tenant.",
  hint: "Grant DeviceManagementConfiguration.Read.All: `pin-reset fleet onboard TENANT` prints the link for consent.",
};

/** A scan of a made-up fleet, and the one of the night before. The same for the same number. */
export function sampleRun(tenants: number): { readonly state: RunState; readonly previous: RunState } {
  const names = namesOf(tenants);
  const state = scan(names, { day: 27, seed: 4 });
  const others = scan(names, { day: 26, seed: 9 });
  return { state, previous: theNightBefore(state, others) };
}

/** Most of what is wrong was wrong before; some of what was wrong is right again; a few tenants were not there yet. */
function theNightBefore(state: RunState, others: RunState): RunState {
  const isNew = new Set(state.outcomes.filter((_, index) => index % 83 === 20).map(({ tenant }) => tenant));
  const outcomes = others.outcomes.flatMap((other, index) => {
    const now = state.outcomes[index] ?? other;
    const asNow =
      index % 4 === 0 ? { ...other, status: "inSync" as const, drift: [], error: undefined } : now;
    return isNew.has(other.tenant) ? [] : [now.status === "inSync" && index % 3 === 0 ? other : asNow];
  });
  const rings = others.plan.rings.map((ring) => ({
    ...ring,
    tenants: ring.tenants.filter((tenant) => !isNew.has(tenant)),
  }));
  return { ...others, plan: { ...others.plan, rings }, outcomes };
}

function namesOf(tenants: number): readonly string[] {
  const all = businesses
    .split(",")
    .flatMap((business) => companies.split(",").map((company) => `${company} ${business}`));
  return Array.from({ length: tenants }, (_, index) => {
    const name = all[index % all.length] ?? "";
    const branch = Math.floor(index / all.length);
    return branch === 0 ? name : `${name} ${branch + 1}`;
  });
}

function scan(names: readonly string[], { day, seed }: { day: number; seed: number }): RunState {
  const chance = chanceFrom(seed);
  const night = Date.UTC(2026, 10, day, 2, 0, 0);
  const rings = ringsOf(names);
  const outcomes = rings.flatMap(({ name: ring, tenants }) =>
    tenants.map((tenant) => outcomeOf(tenant, ring, night + Math.floor(chance() * 38_000), chance)),
  );
  return {
    plan: {
      id: `scan-202611${day}T020000Z-4f2a`,
      operation: "scan",
      options: { doctor: false },
      fleetFile: "fleet.yaml",
      plannedAt: new Date(night).toISOString(),
      rings,
    },
    engine: "local",
    outcomes,
    running: [],
    approved: ["broad"],
    paused: false,
    endedAt: new Date(night + 41_000).toISOString(),
  };
}

function ringsOf(names: readonly string[]): RunState["plan"]["rings"] {
  const [first, second] = [Math.ceil(names.length * 0.04), Math.ceil(names.length * 0.2)];
  return [
    {
      name: "canary",
      concurrency: 2,
      maxFailures: 0,
      approval: false,
      tenants: names.slice(0, first),
    },
    { name: "early", concurrency: 10, maxFailures: 2, approval: false, tenants: names.slice(first, second) },
    { name: "broad", concurrency: 20, maxFailures: 5, approval: true, tenants: names.slice(second) },
  ];
}

function outcomeOf(tenant: string, ring: string, at: number, chance: () => number): TenantOutcome {
  const id = Math.floor(chance() * 0xffffffff);
  const domain = `${tenant.toLowerCase().replaceAll(/[^a-z\d]/g, "")}.com`;
  return tenantOutcome.parse({
    tenant,
    tenantId: `${id.toString(16).padStart(8, "0")}-5c1d-4e2b-9a3f-${(id * 7919).toString(16).padStart(12, "0").slice(-12)}`,
    ring,
    operation: "scan",
    startedAt: new Date(at).toISOString(),
    endedAt: new Date(at + 900 + Math.floor(chance() * 2200)).toISOString(),
    ...resultOf(ring, at, domain, chance),
  });
}

/** A canary ring that fails would have stopped the run: it only drifts. */
function resultOf(ring: string, at: number, domain: string, chance: () => number) {
  const drawn = chance();
  if (drawn < 0.018 && ring !== "canary") {
    return { status: "failed", error: pick(failures, chance) };
  }
  if (drawn < 0.078) {
    return { status: "drifted", drift: driftOf(at, domain, chance) };
  }
  if (drawn < 0.088 && ring !== "canary") {
    return { status: "notScanned", reason: "noPermission", error: noPermission };
  }
  if (drawn < 0.108 && ring !== "canary") {
    return { status: "notScanned", reason: "neverDeployed" };
  }
  if (drawn < 0.13) {
    return { status: "pending" };
  }
  const notices = chance() < 0.02 ? ["Another policy turns PIN recovery off for some of the devices."] : [];
  return { status: "inSync", notices };
}

function driftOf(at: number, domain: string, chance: () => number): readonly DriftedResource[] {
  const deck = drifts.flatMap(({ weight, ...drift }) => Array.from({ length: weight }, () => drift));
  const found = new Set([pick(deck, chance), ...(chance() < 0.3 ? [pick(deck, chance)] : [])]);
  const account =
    chance() < 0.6
      ? `${pick(providerAccounts.split(","), chance)}@msp.example.com`
      : `${pick(customerAccounts.split(","), chance)}@${domain}`;
  const by = chance() < 0.85 ? account : undefined;
  return [...found].map((drift) => ({
    ...drift,
    ...(by ? { by, at: new Date(at - Math.floor(chance() * 60_000_000)).toISOString() } : {}),
  }));
}

function pick<Item>(items: readonly Item[], chance: () => number): Item {
  const item = items[Math.floor(chance() * items.length)];
  if (item === undefined) {
    throw new Error("There is nothing to pick from.");
  }
  return item;
}

/** Numbers in [0, 1) that are the same each time. Source: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
