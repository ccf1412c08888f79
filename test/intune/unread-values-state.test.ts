import { beforeEach, describe, expect, it, vi } from "vitest";
import type { PropertyMap } from "../../provider/values.ts";
import type { Protocol } from "../provider/support/protocol.ts";
import { portalOf } from "./support/portal.ts";
import {
  checked,
  type Made,
  makeProfile,
  omaSetting,
  profileInputs,
  profileUrn,
  serveIntune,
} from "./support/served.ts";

const served = serveIntune();
const uri = "./Device/String";
const encrypted = omaSetting("String", "text");
const another = omaSetting("String", "more", { omaUri: "./Device/Other" });

/** A plugin of a run that reads no encrypted value, and may write. */
let plugin: Protocol;
let told: string[];

beforeEach(async () => {
  told = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => told.push(String(text)) > 0);
  plugin = await served.anotherPlugin({ readEncryptedValues: "false" });
});

const warnings = () => told.filter((text) => text.startsWith("warning: "));

type Profile = ReturnType<typeof served.tenant.state.deviceConfigurations.all>[number];

/** What Graph returns in place of the profile, without the checks of a request. */
function put(change: (profile: Profile) => object): void {
  const kept = portalOf(served.tenant).profile("PIN recovery");
  served.tenant.state.deviceConfigurations.put({ ...kept, ...change(kept) } as Profile);
}

const diff = async ({ id, news, state }: Made) => {
  const found = await plugin.read(profileUrn, id, state);
  return (await plugin.diff(profileUrn, found?.inputs ?? {}, news)).details;
};

/** Writes the description and nothing else; gives the profile with the state that this leaves. */
async function describeProfile(made: Made, references?: PropertyMap): Promise<Made> {
  const news = await checked(plugin, profileUrn, { ...made.news, description: "new" });
  const { secretReferenceValueIds, ...others } = made.state.properties;
  const kept = references ?? secretReferenceValueIds;
  const properties = kept === undefined ? others : { ...others, secretReferenceValueIds: kept };
  const old = { inputs: made.news, properties };
  const written = await plugin.update(profileUrn, made.id, news, old);
  return { id: made.id, news, state: { inputs: news, properties: written.properties } };
}

describe("with readEncryptedValues false, an update of the description", () => {
  it("keeps values that no one wrote comparable, by the references that Graph gives after it", async () => {
    const made = await makeProfile(plugin, profileInputs([encrypted]));
    const secretReferenceValueId = "given_with_the_write";
    const renew = () =>
      put(({ omaSettings = [] }) => ({
        omaSettings: omaSettings.map((each) => ({ ...each, secretReferenceValueId })),
      }));
    served.tenant.faults.add(
      { match: { method: "PATCH" }, effect: { kind: "latency", milliseconds: 1 } },
      renew,
    );
    const after = await describeProfile(made);
    expect(after.state.properties.secretReferenceValueIds).toEqual({ [uri]: secretReferenceValueId });
    expect(await diff(after)).toEqual({});
    expect(warnings()).toEqual([]);
  });

  it("gives the state of a profile without encrypted values no references", async () => {
    const made = await makeProfile(plugin, profileInputs([omaSetting("Boolean", true)]));
    const after = await describeProfile(made);
    expect(after.state.properties).not.toHaveProperty("secretReferenceValueIds");
    expect(await diff(after)).toEqual({});
  });

  it("drops from state a reference that is no text, whose value counts as not compared from then on", async () => {
    const made = await makeProfile(plugin, profileInputs([encrypted]));
    const after = await describeProfile(made, { [uri]: 5 });
    expect(after.state.properties).not.toHaveProperty("secretReferenceValueIds");
    expect(await diff(after)).toEqual({});
    expect(warnings().at(-1)).toContain(`("${uri}") has no reference in state`);
  });

  it("keeps state's reference where Intune has no encrypted value any more", async () => {
    const made = await makeProfile(plugin, profileInputs([encrypted]));
    put(() => ({ omaSettings: [] }));
    const after = await describeProfile(made);
    expect(after.state.properties.secretReferenceValueIds).toEqual(
      made.state.properties.secretReferenceValueIds,
    );
    expect(await diff(after)).toEqual({ "omaSettings[0]": "ADD" });
  });
});

describe("with readEncryptedValues false, a refresh", () => {
  it("does not guess which of two values that state has for an OMA-URI is behind its mask", async () => {
    const made = await makeProfile(plugin, profileInputs([encrypted]));
    const inputs = profileInputs([encrypted, { ...encrypted, value: "second" }]);
    const found = await plugin.read(profileUrn, made.id, { ...made.state, inputs });
    expect(found?.inputs.omaSettings).toEqual([expect.not.objectContaining({ value: expect.anything() })]);
    expect(warnings()[0]).toContain(`omaSettings[0] ("${uri}") was written since the last \`up\``);
  });

  it("warns by id and position of a profile and a setting that have no names, and reads the others", async () => {
    const made = await makeProfile(plugin, profileInputs([encrypted, another]));
    put(({ omaSettings = [] }) => ({
      displayName: null,
      omaSettings: omaSettings.map((each, index) => (index === 0 ? { ...each, omaUri: null } : each)),
    }));
    const found = await plugin.read(profileUrn, made.id, made.state);
    expect(found?.inputs.omaSettings).toContainEqual(another);
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).toContain(`The profile null (${made.id})`);
    expect(warnings()[0]).toContain("omaSettings[0] (null) has no reference in state");
    expect(warnings()[0]).not.toContain("omaSettings[1]");
  });
});
