import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import { describe, expect, it } from "vitest";
import { countsOf, violationsIn } from "../../../fleet/engine/found.ts";
import { locksIn, stackLocked } from "../../../fleet/engine/stack-lock.ts";
import { summaryOf } from "../../../fleet/engine/state.ts";
import { explanationOf, withoutSecrets } from "../../../fleet/failure.ts";
import { ExplainedError } from "../../../text/explained-error.ts";

describe("what the engine says of a tenant", () => {
  it("has its counts from the summary, and no others", () => {
    const summaryEvent = {
      maybeCorrupt: false,
      durationSeconds: 1,
      resourceChanges: { create: 2, same: 5, "delete-replaced": 1 },
      policyPacks: {},
    };
    const counts = countsOf([{ sequence: 1, timestamp: 1, summaryEvent }]);
    expect(counts).toEqual({ create: 2, update: 0, replace: 0, delete: 0 });
  });

  it("has violations of a policy pack on one line each, those that stop an update apart", () => {
    const event = (enforcementLevel: "warning" | "mandatory", message: string): EngineEvent => ({
      sequence: 1,
      timestamp: 1,
      policyEvent: {
        resourceUrn: "urn:pulumi:dev::p::intune:index:X::profile",
        message,
        color: "never",
        policyName: "named",
        policyPackName: "pack",
        policyPackVersion: "1",
        policyPackVersionTag: "1",
        enforcementLevel,
      },
    });
    const found = violationsIn([
      event("warning", "short"),
      event("mandatory", "missing"),
      event("mandatory", "missing"),
    ]);
    expect(found).toEqual({
      advisory: ["pack: named: profile: short"],
      mandatory: ["pack: named: profile: missing"],
    });
  });
});

describe("a stack's lock, as the CLI tells it", () => {
  const text = [
    "error: the stack is currently locked by 2 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.",
    "  file:///state/.pulumi/locks/organization/p/s/1.json: created by alice@laptop (pid 12) at 2026-11-27T07:00:00Z",
    "  file:///state/.pulumi/locks/organization/p/s/2.json: created by CORP\\bob@host (pid 345) at 2026-11-27T08:00:00+01:00",
  ].join("\n");

  it("names who holds it, and since when", () => {
    expect(locksIn(text)).toEqual([
      { user: "alice", host: "laptop", pid: 12, since: "2026-11-27T07:00:00Z" },
      { user: "CORP\\bob", host: "host", pid: 345, since: "2026-11-27T08:00:00+01:00" },
    ]);
    expect(stackLocked("s", locksIn(text) ?? []).message).toContain("alice@laptop (process 12)");
  });

  it("is one of Pulumi Cloud without a name, and none of any other failure", () => {
    expect(locksIn("error: [409] Conflict: Another update is currently in progress.")).toEqual([]);
    expect(locksIn("error: no such group")).toBeUndefined();
  });
});

describe("a stack's state", () => {
  it("of which there is none yet, as `pulumi stack init` leaves it, is not deployed", () => {
    expect(summaryOf('{"version":3}')).toEqual({
      isDeployed: false,
      namesSecretsProvider: false,
      writtenAt: undefined,
      pending: 0,
      pendingCreates: 0,
      root: undefined,
      outputs: {},
    });
  });
});

describe("a failure", () => {
  it("has no value of a variable that holds a secret, the longer ones first", () => {
    const env = {
      ARM_CLIENT_SECRET: "abcdefgh",
      PULUMI_CONFIG_PASSPHRASE: "abcdefghij",
      HOME: "abcdef",
      X_TOKEN: "ab",
    };
    expect(withoutSecrets("abcdefghij abcdefgh abcdef ab", env)).toBe("[secret] [secret] abcdef ab");
    const error = new ExplainedError({ code: "c", message: "no abcdefgh", hint: "not abcdefgh" });
    expect(explanationOf(error, env)).toEqual({ code: "c", message: "no [secret]", hint: "not [secret]" });
  });

  it("is as long as can be shown", () => {
    expect(explanationOf(new Error("x".repeat(100_000)), {}).message).toHaveLength(4_000);
  });
});
