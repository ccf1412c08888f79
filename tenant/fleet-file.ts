import { stringify } from "yaml";
import type { ListedTenant } from "./http/host.ts";

/** What a fleet.yaml says besides who the tenants are. */
export type FleetFileOptions = {
  /** The folder of Pulumi.yaml, relative to the file; left out: the file's own. */
  readonly project?: string;
  /** How the application signs in; left out: by its secret, in `FLEET_CLIENT_SECRET`. */
  readonly application?: Readonly<Record<string, unknown>>;
  /** Settings of every tenant; left out: the group of Windows devices. */
  readonly settings?: Readonly<Record<string, unknown>>;
};

/** The variable that holds the application's secret. */
export const fleetSecretVariable = "FLEET_CLIENT_SECRET";

const rings = [
  { name: "canary", concurrency: 2, maxFailures: 0, approval: false },
  { name: "early", concurrency: 5, maxFailures: 1, approval: true },
  { name: "broad", concurrency: 10, maxFailures: 5, approval: true },
];

/**
 * A fleet.yaml of tenants: of each hundred, the first two are in the ring canary, the next eighteen in early, the others
 * in broad; each ring has one at least, where there are enough.
 */
export function fleetFile(
  clientId: string,
  tenants: readonly ListedTenant[],
  options: FleetFileOptions = {},
): string {
  const canaries = Math.ceil(tenants.length * 0.02);
  const early = canaries + Math.ceil(tenants.length * 0.18);
  const ringOf = (index: number): string => (index < canaries ? "canary" : index < early ? "early" : "broad");
  return stringify({
    ...(options.project === undefined ? {} : { project: options.project }),
    secretsProvider: "passphrase",
    credential: {
      application: { clientId, ...(options.application ?? { secret: { variable: fleetSecretVariable } }) },
    },
    defaults: { settings: options.settings ?? { assignments: { groups: ["Windows devices"] } } },
    rings,
    tenants: tenants.map(({ name, tenantId }, index) => ({ name, tenantId, ring: ringOf(index) })),
  });
}
