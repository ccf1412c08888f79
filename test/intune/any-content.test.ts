import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PropertyMap } from "../../provider/values.ts";
import type { Tenant } from "../../tenant/server.ts";
import { type Engine, startEngine } from "../provider/support/engine.ts";
import { anyJson, type Place, withMember } from "./support/any-json.ts";
import {
  assignmentsUrn,
  makeProfile,
  omaSetting,
  profileInputs,
  profileUrn,
  serveIntune,
} from "./support/served.ts";

// A reference that Graph does not know stays unknown here: that is not waited for.
const served = serveIntune({ replicationDelays: [] });

let engine: Engine;

beforeEach(async () => {
  engine = await startEngine();
  await served.plugin.attach(engine.address);
});

afterEach(() => engine.kill());

type Profile = ReturnType<Tenant["state"]["deviceConfigurations"]["all"]>[number];

const settings = {
  "of v1.0": profileInputs([omaSetting("Boolean", true), omaSetting("Integer", 7)], { description: "d" }),
  "of beta": profileInputs(
    [
      omaSetting("String", "text"),
      omaSetting("StringXml", "<x/>", { fileName: "x.xml" }),
      omaSetting("DateTime", "2026-01-31T08:00:00.1234567Z"),
    ],
    { roleScopeTagIds: ["0"] },
  ),
};

const ofProfile = [
  "@odata.type",
  "displayName",
  "description",
  "roleScopeTagIds",
  "omaSettings",
  "version",
  "createdDateTime",
];
const ofSetting = [
  "@odata.type",
  "displayName",
  "description",
  "omaUri",
  "value",
  "fileName",
  "isEncrypted",
  "secretReferenceValueId",
];
const ofTarget = [
  "@odata.type",
  "groupId",
  "deviceAndAppManagementAssignmentFilterId",
  "deviceAndAppManagementAssignmentFilterType",
  "collectionId",
];

const position = fc.nat({ max: 1 });
const profilePlace: fc.Arbitrary<Place> = fc.oneof(
  fc.constantFrom(...ofProfile).map((member) => [member]),
  position.map((index) => ["omaSettings", index]),
  fc.tuple(position, fc.constantFrom(...ofSetting)).map(([index, member]) => ["omaSettings", index, member]),
);
const assignmentPlace: fc.Arbitrary<Place> = fc.oneof(
  fc.constantFrom("id", "target", "intent").map((member) => ["assignments", 0, member]),
  fc.constantFrom(...ofTarget).map((member) => ["assignments", 0, "target", member]),
);

/** Puts content straight into the tenant, as no write of Graph's would let anybody do. */
function putStraight(kept: Profile, place: Place, member: unknown) {
  const changed = withMember(kept, place, member) as Profile;
  served.tenant.state.deviceConfigurations.put({ ...changed, id: kept.id });
}

const stored = (id: string) => {
  const kept = served.tenant.state.deviceConfigurations.get(id);
  if (kept === undefined) {
    throw new Error("The profile is gone.");
  }
  return kept;
};

/** Reads, compares, brings back and reads again, then deletes: all that a stack does with what it finds. */
async function liveThrough(
  urn: string,
  id: string,
  news: PropertyMap,
  state: { inputs: PropertyMap; properties: PropertyMap },
) {
  const found = await served.plugin.read(urn, id, state);
  if (found === undefined) {
    throw new Error("It is taken for deleted.");
  }
  await served.plugin.diff(urn, found.inputs, news);
  const { properties } = await served.plugin.update(urn, id, news, found);
  const healed = await served.plugin.read(urn, id, { inputs: news, properties });
  expect(healed?.inputs).toEqual(news);
  return found;
}

describe("any JSON in place of any member", () => {
  it.each(Object.entries(settings))(
    "of a profile %s never stops a refresh, an update or a delete",
    async (_version, inputs) => {
      await fc.assert(
        fc.asyncProperty(profilePlace, anyJson, async (place, member) => {
          const { id, news, state } = await makeProfile(served.plugin, inputs);
          putStraight(stored(id), place, member);
          const found = await liveThrough(profileUrn, id, news, state);
          putStraight(stored(id), place, member);
          await served.plugin.delete(profileUrn, id, found);
          expect(served.tenant.state.deviceConfigurations.get(id)).toBeUndefined();
        }),
        { numRuns: 60 },
      );
    },
    60_000,
  );

  it("of an assignment never stops a refresh, an update or a delete", async () => {
    const { id } = await makeProfile(served.plugin);
    const news = { configurationId: id, targets: [{ type: "allDevices" }] };
    const { properties } = await served.plugin.create(assignmentsUrn, news);
    const kept = stored(id);
    await fc.assert(
      fc.asyncProperty(assignmentPlace, anyJson, async (place, member) => {
        putStraight(kept, place, member);
        const found = await liveThrough(assignmentsUrn, id, news, { inputs: news, properties });
        putStraight(kept, place, member);
        await served.plugin.delete(assignmentsUrn, id, found);
        expect(stored(id).assignments).toEqual([]);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it("is imported as it is, or refused by an error that names it and no inner type", async () => {
    const { id, news } = await makeProfile(served.plugin, settings["of beta"]);
    const kept = stored(id);
    await fc.assert(
      fc.asyncProperty(profilePlace, anyJson, async (place, member) => {
        putStraight(kept, place, member);
        const imported = await served.plugin.read(profileUrn, id).catch((error: unknown) => String(error));
        if (typeof imported !== "string") {
          const { inputs, issues } = await served.plugin.check(profileUrn, imported?.inputs ?? {});
          expect(issues).toEqual([]);
          expect((await served.plugin.diff(profileUrn, imported?.inputs ?? {}, inputs)).changed).toBe(false);
          return;
        }
        expect(imported).toContain(id);
        expect(imported).toMatch(/cannot be imported as it is|not a custom Windows profile/);
        expect(imported).not.toMatch(/Zod|invalid_|as Graph publishes it\n/);
      }),
      { numRuns: 60 },
    );
    expect(news).toBeDefined();
  }, 60_000);
});
