import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { FleetTenant } from "../../fleet/fleet.ts";
import type { TenantWork } from "../../fleet/work.ts";
import { type Stack, startStack } from "../../pulumi-cli/stack.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { act } from "./act.ts";
import { disagreement, engineVerdict, scanVerdict, type Verdict } from "./compare.ts";
import { snapshotOf } from "./snapshot.ts";
import { type Deployed, tamperingOf } from "./tampering.ts";

/** Settings that a scan and the engine are compared on. */
export const deployments = {
  custom: {
    kind: "custom",
    script: false,
    settings: { "pin-reset:assignments": { groups: ["Windows devices"], excludedGroups: ["Kiosks"] } },
  },
  "custom with everything": {
    kind: "custom",
    script: true,
    settings: {
      "pin-reset:profile": {
        webSignInAllowedUrls: ["login.contoso.example", "sso.contoso.example"],
        roleScopeTagIds: ["0", "1"],
      },
      "pin-reset:assignments": {
        groups: [
          { group: "Windows devices", filter: { id: seeded.assignmentFilters.corporate, mode: "include" } },
          "Helpdesk",
        ],
        allUsers: true,
      },
      "pin-reset:readiness": true,
    },
  },
  "settings catalog": {
    kind: "settingsCatalog",
    script: true,
    settings: {
      "pin-reset:profile": { kind: "settingsCatalog" },
      "pin-reset:assignments": { groups: ["Windows devices", "Helpdesk"], excludedGroups: ["Kiosks"] },
      "pin-reset:readiness": { groups: ["Windows devices"], excludedGroups: ["Kiosks"] },
    },
  },
} as const satisfies Record<string, Deployed & { readonly settings: Readonly<Record<string, unknown>> }>;

export type DeploymentName = keyof typeof deployments;

/** What a seed's tampering came to. */
export type Compared = {
  readonly seed: number;
  readonly acts: string;
  readonly scan: Verdict;
  readonly engine: Verdict;
  /** What they do not agree on, for people; undefined where they do. */
  readonly disagreement: string | undefined;
};

/** A deployed stack of its own tenant, which can be tampered with again and again. */
export type Deployment = {
  readonly tenant: Tenant;
  readonly stack: Stack;
  /** Tampers with the tenant as a seed says, compares both, and brings the tenant back. */
  compare(seed: number): Promise<Compared>;
  close(): Promise<void>;
};

type Start = (env: Record<string, string>) => Promise<Stack>;

/** Deploys a stack on a tenant of its own. `start` starts a stack whose plugins have this environment. */
export async function deploy(
  name: DeploymentName,
  start: Start = (env) => startStack({ env }),
): Promise<Deployment> {
  const { settings, ...deployed } = deployments[name];
  const tenant = await startTenant();
  const stack = await start({ ...tenant.env }).catch(async (error: unknown) => {
    await tenant.close();
    throw error;
  });
  const close = async () => {
    await stack.close();
    await tenant.close();
  };
  const file = path.join(stack.directory, "Pulumi.dev.yaml");
  const salt = /encryptionsalt: .*/.exec(await readFile(file, "utf8"))?.[0] ?? "";
  await writeFile(file, `${salt}\nconfig: ${JSON.stringify(settings)}\n`);
  const { code, stdout, stderr } = await stack.run(["up", "--yes", "--skip-preview"]);
  if (code !== 0) {
    await close();
    throw new Error(`${name}: the first up failed: ${stdout}${stderr}`);
  }
  const restore = snapshotOf(tenant.state);
  const work = workFor(stack, settings);
  return {
    tenant,
    stack,
    close,
    async compare(seed) {
      const acts = tamperingOf(seed, deployed);
      await act(tenant, deployed, acts);
      try {
        const scan = await scanVerdict(work);
        const engine = await engineVerdict(stack);
        return { seed, acts: JSON.stringify(acts), scan, engine, disagreement: disagreement(scan, engine) };
      } finally {
        restore();
      }
    },
  };
}

/** Work of a fleet that has the tenant of this stack alone. */
export function workFor(
  { directory, env }: Pick<Stack, "directory" | "env">,
  settings: Readonly<Record<string, unknown>>,
  more: Partial<FleetTenant> = {},
): TenantWork {
  const tenant: FleetTenant = {
    name: "contoso",
    tenantId: seeded.tenantId,
    ring: "canary",
    tags: [],
    stack: "dev",
    settings,
    credential: { kind: "environment" },
    ...more,
  };
  return {
    fleet: {
      file: path.join(directory, "fleet.yaml"),
      project: directory,
      secretsProvider: undefined,
      rings: [{ name: "canary", concurrency: 1, maxFailures: 0, approval: false }],
      tenants: [tenant],
      webhooks: [],
    },
    tenant,
    operation: "scan",
    options: { doctor: false },
    runId: "scan-1",
    env,
    signal: new AbortController().signal,
    report: () => undefined,
  };
}
