import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { intuneProvider } from "../../intune/provider.ts";
import { SharedRun } from "../../provider/engine-run.ts";

const tenantId = "11111111-2222-4333-8444-555555555555";
const signal = new AbortController().signal;
const report = () => undefined;

beforeEach(() => {
  vi.stubEnv("ARM_TENANT_ID", tenantId);
  vi.stubEnv("ARM_CLIENT_ID", "22222222-2222-4333-8444-555555555555");
  vi.stubEnv("ARM_CLIENT_SECRET", "of the environment");
  vi.stubEnv("PULUMI_RUN_PROGRAM", "true");
});

afterEach(() => vi.unstubAllEnvs());

const connect = (given: Record<string, unknown>) => {
  const settings = intuneProvider.config.parse(given);
  return new SharedRun<typeof intuneProvider.config, ReturnType<typeof intuneProvider.connect>>().connect(
    intuneProvider,
    { settings, report, signal },
  );
};

describe("Intune providers of one process", () => {
  it("share the sign-in, and nothing of what they made or read in an operation of the engine", () => {
    const prepared = intuneProvider.connect(intuneProvider.config.parse({}), report, signal);
    prepared.made.add("id");
    prepared.unassigned.add("id");
    prepared.assignmentsAhead?.set("/path", Promise.resolve([]));
    const one = intuneProvider.ahead?.forProvider(prepared);
    expect(one?.graph).toBe(prepared.graph);
    expect([one?.made, one?.unassigned, one?.assignmentsAhead]).toEqual([new Set(), new Set(), new Map()]);
  });

  it("with a credential of their own for another cloud are told how to get a process of their own", () => {
    const own = { clientSecret: "of the provider", metadataHost: "other.example" };
    expect(() => connect({ tenantId, ...own })).toThrow(expect.objectContaining({ code: "otherEndpoints" }));
  });

  it("are told so too where a variable that their settings replace is wrong", () => {
    vi.stubEnv("ARM_TENANT_ID", "no tenant!");
    expect(() => connect({ tenantId })).toThrow(expect.objectContaining({ code: "otherEndpoints" }));
  });
});
