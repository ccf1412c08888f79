import { describe, expect, it, vi } from "vitest";
import type { PropertyMap } from "../../../provider/values.ts";
import { startTenant } from "../../../tenant/server.ts";
import { startEngine } from "../../provider/support/engine.ts";
import { portalOf, written, writtenAgain } from "../support/portal.ts";
import {
  assignmentsUrn,
  driftOf,
  makeProfile,
  omaSetting,
  profileInputs,
  profileUrn,
  serveIntune,
  trust,
} from "../support/served.ts";

const served = serveIntune();

const portal = () => portalOf(served.tenant);
const create = (inputs?: PropertyMap, plugin = served.plugin) => makeProfile(plugin, inputs);

describe("$expand comes back empty, and null is written over good data (microsoft365 PR 3623):", () => {
  it("nothing is read by $expand, and a change of the profile leaves its assignments as they are", async () => {
    const { id, news, state } = await create(profileInputs(undefined, { description: "kept" }));
    const wanted = { configurationId: id, targets: [{ type: "allUsers" }] };
    const { properties } = await served.plugin.create(assignmentsUrn, wanted);
    const before = portal().profile("PIN recovery");
    await served.plugin.update(profileUrn, id, { ...news, displayName: "Renamed" }, state);
    const found = await served.plugin.read(assignmentsUrn, id, { inputs: wanted, properties });
    expect(found?.inputs).toEqual(wanted);
    expect(served.requests().filter(({ target }) => /expand/i.test(target))).toEqual([]);
    const { assignments, omaSettings, description } = before;
    expect(portal().profile("Renamed")).toMatchObject({ assignments, omaSettings, description });
  });

  it("nothing is written but what the program changes, over whatever is there by then", async () => {
    const engine = await startEngine();
    await served.plugin.attach(engine.address);
    const { id, news, state } = await create();
    const theirs = {
      description: "theirs",
      roleScopeTagIds: ["1"],
      omaSettings: [written("Boolean", "./Device/Theirs", false)],
    };
    await portal().change("PIN recovery", theirs);
    await served.plugin.update(profileUrn, id, { ...news, displayName: "Renamed" }, state);
    expect(portal().profile("Renamed")).toMatchObject(theirs);
    engine.kill();
  });
});

describe("a default that Graph answers as null drifts for ever after an import (microsoft365 2382):", () => {
  const xml = Buffer.from("<x/>").toString("base64");
  it.each([null, ""])(
    "%j for all that is optional is what a program without it declares",
    async (nothing) => {
      const omaSettings = [
        { ...written("Boolean", "./Device/Boolean", false), description: nothing },
        { ...written("StringXml", "./Device/StringXml", xml), description: nothing, fileName: nothing },
      ];
      const id = await portal().make("PIN recovery", { description: nothing, omaSettings });
      const settings = [omaSetting("Boolean", false), omaSetting("StringXml", "<x/>")];
      expect(await driftOf(served.plugin, { id, news: profileInputs(settings) })).toEqual({});
      const empty = settings.map((each) => ({ ...each, description: "" }));
      expect(await driftOf(served.plugin, { id, news: profileInputs(empty, { description: "" }) })).toEqual(
        {},
      );
    },
  );
});

describe("Boolean false is reported as drift (Microsoft365DSC 5384):", () => {
  const declared = profileInputs([omaSetting("Boolean", false)]);

  it("false is as declared, after a create and after an import", async () => {
    const { id, news, state } = await create(declared);
    expect(portal().profile("PIN recovery").omaSettings).toMatchObject([{ value: false }]);
    expect(await driftOf(served.plugin, { id, news, state })).toEqual({});
    expect(await driftOf(served.plugin, { id, news })).toEqual({});
  });

  it.each([true, false])("%s that became the other one is drift", async (value) => {
    const { id, news, state } = await create(profileInputs([omaSetting("Boolean", value)]));
    await portal().setValues("PIN recovery", { "./Device/Boolean": !value });
    expect(await driftOf(served.plugin, { id, news, state })).toEqual({ "omaSettings[0].value": "UPDATE" });
  });
});

describe("**** drifts across tenants (Microsoft365DSC 4059, 4083):", () => {
  const declared = profileInputs([
    omaSetting("String", "text"),
    omaSetting("StringXml", "<x/>"),
    omaSetting("Base64", "AAEC"),
  ]);

  it("the same program on two tenants has no drift on either, nor with the other's state", async () => {
    const here = await create(declared);
    const other = await startTenant();
    try {
      trust(other);
      for (const [name, value] of Object.entries(other.env)) {
        vi.stubEnv(name, value);
      }
      const there = await served.anotherPlugin();
      const { id, news, state } = await create(declared, there);
      for (const olds of [state, here.state, undefined]) {
        const found = await there.read(profileUrn, id, olds);
        expect((await there.diff(profileUrn, found?.inputs ?? {}, news)).details).toEqual({});
        expect(JSON.stringify(found)).not.toContain("****");
      }
      expect(await driftOf(served.plugin, here)).toEqual({});
    } finally {
      await other.close();
    }
  });
});

describe("settings are compared by position, so that the last pair decides (IntuneCD):", () => {
  const types = {
    Boolean: [true, false],
    Integer: [7, 8],
    String: ["ours", "theirs"],
    FloatingPoint: [1.5, 2.5],
  };
  const settings = Object.entries(types).map(([type, [value = ""]]) => omaSetting(type, value));

  it.each(Object.entries(types))(
    "a change of the %s alone is drift, whichever is last",
    async (type, [, theirs]) => {
      for (const declared of [settings, settings.toReversed()]) {
        const { id, news, state } = await create(profileInputs(declared));
        await portal().setValues("PIN recovery", { [`./Device/${type}`]: theirs });
        const at = declared.findIndex((each) => each.type === type);
        expect(await driftOf(served.plugin, { id, news, state })).toEqual({
          [`omaSettings[${at}].value`]: "UPDATE",
        });
        await portal().remove("PIN recovery");
      }
    },
  );

  it("the same settings in any order are none, and two that have exchanged their values are both", async () => {
    const pair = ["./Device/A", "./Device/B"].map((omaUri, index) =>
      omaSetting("Integer", index, { omaUri }),
    );
    const { id, news, state } = await create(profileInputs(pair));
    const turned = writtenAgain(portal().profile("PIN recovery")).toReversed();
    await portal().change("PIN recovery", { omaSettings: turned });
    expect(await driftOf(served.plugin, { id, news, state })).toEqual({});
    await portal().setValues("PIN recovery", { "./Device/A": 1, "./Device/B": 0 });
    expect(Object.keys(await driftOf(served.plugin, { id, news, state }))).toHaveLength(2);
  });
});
