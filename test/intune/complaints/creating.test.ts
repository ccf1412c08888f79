import * as timers from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PropertyMap } from "../../../provider/values.ts";
import type { Fault } from "../../../tenant/control/faults.ts";
import { type Engine, startEngine } from "../../provider/support/engine.ts";
import { failureOf } from "../../provider/support/protocol.ts";
import { policyKinds } from "../support/policy-kinds.ts";
import { assignmentsUrn, checked, driftOf, makeOf, serveIntune } from "../support/served.ts";

vi.mock("node:timers/promises", async (original) => {
  const real: typeof timers = await original();
  return { ...real, default: real, setTimeout: vi.fn(real.setTimeout) };
});

const served = serveIntune({ replicationDelays: [0, 0, 0] });

let engine: Engine;

beforeEach(async () => {
  engine = await startEngine();
  await served.plugin.attach(engine.address);
});

afterEach(() => {
  engine.kill();
  vi.mocked(timers.setTimeout).mockReset();
});

describe.each(policyKinds)("$what:", ({ urn, inputs, collection, assignment, listed }) => {
  const named = () => listed(served.tenant).filter(({ name }) => name === "PIN recovery");
  const create = (more?: PropertyMap, plugin = served.plugin) => makeOf(plugin, urn, inputs(more));
  const postPath = `/${collection}$`;
  const posts = () =>
    served.requests().filter(({ method, target }) => method === "POST" && target.endsWith(`/${collection}`));

  describe("a create whose follow-up read fails loses its state, and the next run makes a duplicate (msgraph 98):", () => {
    it.each<[string, Fault["effect"]]>([
      ["is throttled", { kind: "status", status: 429, retryAfter: 315 }],
      ["is refused", { kind: "status", status: 403, code: "Forbidden" }],
      ["fails", { kind: "status", status: 503 }],
      ["finds nothing", { kind: "status", status: 404, code: "ResourceNotFound" }],
    ])("it keeps its state when every read after the POST %s", async (_what, effect) => {
      served.tenant.faults.add({
        match: { method: "GET", path: collection },
        nth: 2,
        count: "always",
        effect,
      });
      const { id, news, state } = await create({ description: "text" });
      served.tenant.faults.clear();
      expect(named().map((profile) => profile.id)).toEqual([id]);
      expect(state.properties).toMatchObject(news);
      expect(await driftOf(served.plugin, { id, news, state }, urn)).toEqual({});
    });
  });

  describe("a replayed POST leaves an orphan (azuread PR 1896):", () => {
    it.each<[string, string, Fault["effect"]]>([
      ["whose answer is lost", postPath, { kind: "cut", when: "after" }],
      ["whose batch's answer is lost", "/\\$batch$", { kind: "cut", when: "after" }],
      ["that may have been carried out: 500", postPath, { kind: "status", status: 500 }],
      ["that may have been carried out: 502", postPath, { kind: "status", status: 502 }],
      ["that may have been carried out: 503", postPath, { kind: "status", status: 503 }],
      ["that may have been carried out: 504", postPath, { kind: "status", status: 504 }],
      ["whose batch may have been: 504", "/\\$batch$", { kind: "status", status: 504 }],
    ])(
      "a POST %s is not sent again in that run, and the next one makes no second profile",
      async (_what, path, effect) => {
        served.tenant.faults.add({ match: { method: "POST", path }, effect });
        await create().catch(() => undefined);
        const batches = served.roundTrips().filter((trip) => trip.startsWith("POST"));
        expect(batches).toHaveLength(1);
        const { id } = await create();
        expect(named().map((profile) => profile.id)).toEqual([id]);
      },
    );

    it.each<[string, Fault["effect"]]>([
      ["429", { kind: "status", status: 429, retryAfter: 0 }],
      ["503 that says when to come again", { kind: "status", status: 503, retryAfter: 0 }],
    ])("a POST that was surely not carried out, %s, is sent again", async (_what, effect) => {
      served.tenant.faults.add({ match: { method: "POST", path: postPath }, effect });
      const { id } = await create();
      expect(posts().map(({ status }) => status)).toEqual([effect.kind === "status" && effect.status, 201]);
      expect(named().map((profile) => profile.id)).toEqual([id]);
    });
  });

  describe("a stale replica right after create drops the resource from state (microsoft365 PR 3316):", () => {
    const lag = (reads: number) =>
      served.tenant.faults.add({
        match: { method: "POST", path: postPath },
        effect: { kind: "lag", reads },
      });

    it("a create is whole although no read sees it yet", async () => {
      lag(5);
      const { id, news, state } = await create();
      expect(named().map((profile) => profile.id)).toEqual([id]);
      expect(state.properties).toMatchObject(news);
    });

    it("its assignments wait until it is seen", async () => {
      lag(3);
      const { id } = await create();
      await served.plugin.create(assignmentsUrn, {
        configurationId: id,
        targets: [{ type: "allUsers" }],
        ...assignment,
      });
      expect(named()[0]?.assignments).toHaveLength(1);
    });

    it("a read in the same run waits until it is seen", async () => {
      lag(3);
      const { id, news, state } = await create();
      expect(await driftOf(served.plugin, { id, news, state }, urn)).toEqual({});
    });

    it("a later run that cannot read it yet takes it over", async () => {
      lag(2);
      const { id, news, state } = await create();
      const later = await served.anotherPlugin();
      const found = await later.read(urn, id, state);
      expect((found ?? (await later.create(urn, news))).id).toBe(id);
      expect(named().map((profile) => profile.id)).toEqual([id]);
    });

    it("a later run that cannot find it by name either removes the second one again", async () => {
      lag(2);
      const { id, news } = await create();
      expect((await served.plugin.create(urn, news)).id).toBe(id);
      expect(posts()).toHaveLength(2);
      expect(named().map((profile) => profile.id)).toEqual([id]);
    });
  });

  describe("a lost answer and a stale replica together make a second profile (found by the chaos run):", () => {
    const strike = (effect: Fault["effect"], nth = 1) =>
      served.tenant.faults.add({ match: { method: "POST", path: postPath }, nth, effect });

    it("a create whose answer is lost looks until a replica has the profile", async () => {
      strike({ kind: "lag", reads: 2 });
      strike({ kind: "cut", when: "after" });
      const { id } = await create();
      expect(named().map((profile) => profile.id)).toEqual([id]);
      expect(served.roundTrips().filter((trip) => trip.startsWith("POST"))).toHaveLength(1);
    });

    it("two creates in a row whose answers are lost leave one profile", async () => {
      strike({ kind: "lag", reads: 2 });
      const first = await create();
      strike({ kind: "lag", reads: 2 });
      strike({ kind: "cut", when: "after" });
      const second = await served.plugin.create(urn, first.news);
      expect(second.id).toBe(first.id);
      expect(named().map((profile) => profile.id)).toEqual([first.id]);
    });

    it("a second profile that its own replica does not have yet is removed all the same", async () => {
      strike({ kind: "lag", reads: 2 });
      strike({ kind: "lag", reads: 3 }, 2);
      const first = await create();
      const second = await served.plugin.create(urn, first.news);
      expect(second.id).toBe(first.id);
      expect(named().map((profile) => profile.id)).toEqual([first.id]);
    });
  });

  describe("profiles of one name multiply (IntuneCD 255):", () => {
    it("runs that know nothing of one another make one profile", async () => {
      const ids = [await create(), await create(), await create()].map(({ id }) => id);
      expect(new Set(ids).size).toBe(1);
      expect(named()).toHaveLength(1);
      expect(posts()).toHaveLength(1);
    });

    it("nothing is made beside a profile that differs, and nothing is written to it", async () => {
      const { id } = await create();
      const before = named();
      const other = await checked(served.plugin, urn, inputs({ description: "other" }));
      const failure = await failureOf(served.plugin.create(urn, other));
      expect(failure.details).toContain(id);
      expect(named()).toEqual(before);
    });
  });

  describe("429 asks for 315 seconds (msgraph 138):", () => {
    const throttle = () =>
      served.tenant.faults.add({
        match: { path: collection },
        effect: { kind: "status", status: 429, retryAfter: 315 },
      });

    it("the run waits as long as it is asked to, and then makes the profile", async () => {
      const pauses: unknown[] = [];
      vi.mocked(timers.setTimeout).mockImplementation((milliseconds, value) => {
        pauses.push(milliseconds);
        return Promise.resolve(value);
      });
      throttle();
      const { id } = await create();
      expect(pauses).toContain(315_000);
      expect((await engine.nextMessage()).message).toBe("Graph asks to wait 315 s");
      expect(named().map((profile) => profile.id)).toEqual([id]);
    });

    it("the run ends at once when it is cancelled meanwhile, and has not asked a second time", async () => {
      throttle();
      const creating = failureOf(create());
      expect((await engine.nextMessage()).message).toBe("Graph asks to wait 315 s");
      await served.plugin.cancel();
      expect((await creating).details).toContain("cancelled");
      expect(served.roundTrips()).toHaveLength(1);
    });

    it("a run that may not wait so long ends at once, and says what Graph asks for", async () => {
      const plugin = await served.anotherPlugin({ retryTimeoutSeconds: "314" });
      throttle();
      const failure = await failureOf(create({}, plugin));
      expect(failure.details).toContain("Retry-After: 315");
      expect(served.roundTrips()).toHaveLength(1);
    });
  });
});
