import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { stringify } from "yaml";
import { startTenants, type Tenants, type TenantsOptions } from "../../../tenant/many.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { type Run, runPinReset } from "../../cli/support/run.ts";

/** Tenants of one server, a fleet.yaml that lists them, and `pin-reset fleet` in its folder. */
export type ServedFleet = {
  readonly tenants: Tenants;
  /** The folder of fleet.yaml. */
  readonly folder: string;
  readonly file: string;
  /** What the file's credential and the clients need. */
  readonly env: Readonly<Record<string, string>>;
  /** Writes fleet.yaml: the tenants in these rings, by name, with changes of their own. */
  write(
    rings: Readonly<Record<string, readonly string[]>>,
    change?: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  fleet(...args: string[]): Promise<Run>;
};

/** Serves a fleet to the tests of a file; before each of them its tenants are as new, and no run is there. */
export function serveFleet(options: TenantsOptions): ServedFleet {
  let tenants: Tenants;
  let folder: string;
  beforeAll(async () => {
    tenants = await startTenants(options);
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "fleet-"));
    await writeFile(path.join(folder, "Pulumi.yaml"), "name: pin-reset\nruntime: nodejs\n");
    for (const { name } of tenants.list) {
      tenants.get(name).reset();
    }
    return () => rm(folder, { recursive: true });
  });
  afterAll(() => tenants.close());
  const served: ServedFleet = {
    get tenants() {
      return tenants;
    },
    get folder() {
      return folder;
    },
    get file() {
      return path.join(folder, "fleet.yaml");
    },
    get env() {
      const { ARM_CLIENT_SECRET = "", ARM_CLIENT_ID: _id, ...env } = tenants.env;
      return {
        ...env,
        FLEET_CLIENT_SECRET: ARM_CLIENT_SECRET,
        PULUMI_BACKEND_URL: pathToFileURL(folder).href,
        PULUMI_CONFIG_PASSPHRASE: "for this fleet only",
      };
    },
    async write(rings, change = {}) {
      const idOf = (name: string) => tenants.list.find((one) => one.name === name)?.tenantId;
      const file = {
        credential: {
          application: { clientId: seeded.clientId, secret: { variable: "FLEET_CLIENT_SECRET" } },
        },
        defaults: { settings: { assignments: { groups: ["Windows devices"] } } },
        rings: Object.keys(rings).map((name) => ({ name, concurrency: 2 })),
        tenants: Object.entries(rings).flatMap(([ring, names]) =>
          names.map((name) => ({ name, tenantId: idOf(name), ring })),
        ),
        ...change,
      };
      await writeFile(served.file, stringify(file));
    },
    fleet: (...args) => runPinReset(["fleet", ...args], served.env, "", folder),
  };
  return served;
}
