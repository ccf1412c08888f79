import { type TenantOutcome, tenantOutcome } from "../../../fleet/outcome.ts";
import { type RunState, runState } from "../../../fleet/run/run-state.ts";

type Ring = Partial<RunState["plan"]["rings"][number]> & { readonly name: string };

/** A run of tenants that ended, each in one ring unless told otherwise. */
export function run(
  outcomes: readonly TenantOutcome[],
  {
    id = "scan-20261127T020000Z-4f2a",
    rings = [{ name: "broad", tenants: outcomes.map(({ tenant }) => tenant) }],
    ...rest
  }: { id?: string; rings?: readonly Ring[] } & Partial<Omit<RunState, "plan" | "outcomes">> = {},
): RunState {
  return runState.parse({
    plan: {
      id,
      operation: "scan",
      options: {},
      fleetFile: "fleet.yaml",
      plannedAt: "2026-11-27T02:00:00.000Z",
      rings: rings.map((ring) => ({ concurrency: 2, maxFailures: 0, approval: false, tenants: [], ...ring })),
    },
    engine: "local",
    outcomes,
    running: [],
    approved: [],
    paused: false,
    endedAt: "2026-11-27T02:01:00.000Z",
    ...rest,
  });
}

/** A tenant in sync, unless told otherwise. */
export function outcome(tenant: string, with_: Partial<TenantOutcome> = {}): TenantOutcome {
  return tenantOutcome.parse({
    tenant,
    tenantId: "3b7a2d54-0c1f-4a36-9b0e-6f1d2c3b4a5e",
    ring: "broad",
    operation: "scan",
    startedAt: "2026-11-27T02:00:01.000Z",
    endedAt: "2026-11-27T02:00:03.000Z",
    status: "inSync",
    ...with_,
  });
}

export const recovery = {
  type: "intune:index:WindowsCustomConfiguration",
  name: "pin-recovery",
  kind: "changed",
  paths: ["omaSettings[0].value"],
} as const;

export function drifted(tenant: string, drift: Partial<TenantOutcome["drift"][number]> = {}): TenantOutcome {
  return outcome(tenant, {
    status: "drifted",
    drift: [{ ...recovery, paths: [...recovery.paths], ...drift }],
  });
}

export function failed(
  tenant: string,
  error: Partial<NonNullable<TenantOutcome["error"]>> = {},
): TenantOutcome {
  return outcome(tenant, {
    status: "failed",
    error: { code: "throttled", message: "Too many requests.", hint: "Run it again later.", ...error },
  });
}

/** Names that would be markup, a formula, a command or something unseen, where they were not escaped. */
export const hostileNames = [
  "</script><script>document.title='owned'</script>",
  "<!-- --><img src=x onerror=document.title='owned'>",
  "\"' onmouseover=\"document.title='owned'\"",
  '=HYPERLINK("https://contoso.example")',
  "invoice\u202Efdp.exe\u0000\u001b[31m",
  "| a | `b` | [c](https://contoso.example) @all ##vso[task.setvariable]",
  "__proto__",
];
