import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Fault } from "../../../tenant/control/faults.ts";
import type { Reply } from "../../graph/support/server.ts";
import type { Protocol } from "../../provider/support/protocol.ts";
import { type Middlebox, startMiddlebox } from "../support/middlebox.ts";
import { policyKinds } from "../support/policy-kinds.ts";
import { assignmentsUrn, type Made, makeOf, serveIntune } from "../support/served.ts";

const served = serveIntune();
let middlebox: Middlebox;
let plugin: Protocol;

type Cause = { effect?: Fault["effect"]; answer?: Reply };

const html = { "content-type": "text/html" };
const causes: Record<string, Cause> = {
  "400": { effect: { kind: "status", status: 400, code: "BadRequest" } },
  "401": { effect: { kind: "expiredToken" } },
  "403": { effect: { kind: "status", status: 403, code: "Forbidden" } },
  "429 for longer than the run may wait": { effect: { kind: "status", status: 429, retryAfter: 315 } },
  "429 that does not say how long": { effect: { kind: "status", status: 429 } },
  "500": { effect: { kind: "status", status: 500 } },
  "503": { effect: { kind: "status", status: 503 } },
  "504": { effect: { kind: "status", status: 504 } },
  "connection that is cut": { answer: "cut" },
  "sign-in page in HTML": { answer: { status: 200, headers: html, body: "<html>Sign in</html>" } },
  "404 that is a proxy's page in HTML": { answer: { status: 404, headers: html, body: "<html>No</html>" } },
  "404 without a body": { answer: { status: 404, body: "" } },
  "body that is empty": { answer: { status: 200, body: "" } },
  "body that is another object": { answer: { status: 200, body: {} } },
  "body that is null": { answer: { status: 200, body: "null" } },
  "list that is null": { answer: { status: 200, body: { value: null } } },
};

describe.each(policyKinds)("$what:", ({ urn, inputs, collection, assignment, listed }) => {
  /** A policy and its assignments, as the run that made them left them in state. */
  let profile: Pick<Made, "id" | "state">;
  let assignments: typeof profile;

  beforeEach(async () => {
    profile = await makeOf(served.plugin, urn, inputs());
    const wanted = { configurationId: profile.id, ...assignment, targets: [{ type: "allDevices" }] };
    const assigned = await served.plugin.create(assignmentsUrn, wanted);
    assignments = { id: assigned.id, state: { inputs: wanted, properties: assigned.properties } };
    middlebox = await startMiddlebox(served.tenant);
    for (const [name, value] of Object.entries(middlebox.env)) {
      vi.stubEnv(name, value);
    }
    // A run that is given no time to wait: whatever Graph answers is what the run ends with.
    plugin = await served.anotherPlugin({ retryTimeoutSeconds: "0.001" });
  });

  afterEach(() => middlebox.close());

  /** Answers every call of a policy so. */
  function bring({ effect, answer }: Cause): void {
    if (effect !== undefined) {
      served.tenant.faults.add({ match: { path: collection }, count: "always", effect });
    }
    middlebox.intercept = ({ url }) => (new RegExp(`${collection}|\\$batch$`).test(url) ? answer : undefined);
  }

  const names = () => listed(served.tenant).map(({ name }) => name);

  describe("a read error taken for absent (Microsoft365DSC 6936):", () => {
    it.each(Object.entries(causes))("a %s never drops anything from state", async (_what, cause) => {
      bring(cause);
      await expect(plugin.read(urn, profile.id, profile.state)).rejects.toThrow();
      await expect(plugin.read(assignmentsUrn, assignments.id, assignments.state)).rejects.toThrow();
    });

    it.each(Object.entries(causes))(
      "a %s never makes a profile that is there already",
      async (_what, cause) => {
        const before = names();
        bring(cause);
        await expect(plugin.create(urn, profile.state.inputs)).rejects.toThrow();
        expect(names()).toEqual(before);
      },
    );

    it.each(Object.entries(causes))("a %s never passes for a deleted profile", async (_what, cause) => {
      bring(cause);
      await expect(plugin.delete(urn, profile.id, profile.state)).rejects.toThrow();
    });

    it("a 404 of Graph's own does mean that both are gone", async () => {
      await served.tenant.asAdministrator("DELETE", `/beta/deviceManagement/${collection}/${profile.id}`);
      expect(await plugin.read(urn, profile.id, profile.state)).toBeUndefined();
      expect(await plugin.read(assignmentsUrn, assignments.id, assignments.state)).toBeUndefined();
    });
  });
});
