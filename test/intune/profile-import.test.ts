import { describe, expect, it } from "vitest";
import { Secret } from "../../provider/values.ts";
import { checked, profileInputs, profileUrn, serveIntune } from "./support/served.ts";

// No pause between the looks for a profile whose POST was not answered.
const served = serveIntune({ replicationDelays: [0, 0, 0, 0] });

const collection = "/beta/deviceManagement/deviceConfigurations";

async function handMade(body: object): Promise<string> {
  const answer = await served.tenant.asAdministrator("POST", collection, {
    "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
    displayName: "Made by hand",
    ...body,
  });
  const { id } = answer.body as { id: string };
  return id;
}

const boolean = {
  "@odata.type": "#microsoft.graph.omaSettingBoolean",
  displayName: "EnablePinRecovery",
  omaUri: "./Device/A",
  value: true,
};

const text = {
  "@odata.type": "#microsoft.graph.omaSettingString",
  displayName: "s",
  omaUri: "./Device/S",
  value: "x",
};

describe("importing a profile", () => {
  it.each(["its id", "name:<displayName>"])(
    "by %s gives inputs that the same program previews empty",
    async (how) => {
      const id = await handMade({ omaSettings: [boolean] });
      const found = await served.plugin.read(profileUrn, how === "its id" ? id : "name:Made by hand");
      expect(found?.id).toBe(id);
      const program = await checked(served.plugin, profileUrn, {
        displayName: "Made by hand",
        omaSettings: [
          { displayName: "EnablePinRecovery", omaUri: "./Device/A", type: "Boolean", value: true },
        ],
      });
      expect((await served.plugin.diff(profileUrn, found?.inputs ?? {}, program)).changed).toBe(false);
    },
  );

  it("marks what it reads from behind a mask as secret", async () => {
    const id = await handMade({ omaSettings: [boolean, text] });
    const found = await served.plugin.read(profileUrn, id);
    expect(found?.inputs.omaSettings).toEqual([
      { displayName: "EnablePinRecovery", omaUri: "./Device/A", type: "Boolean", value: true },
      { displayName: "s", omaUri: "./Device/S", type: "String", value: new Secret("x") },
    ]);
  });

  it("by a name that two profiles have is an error that lists both ids", async () => {
    const ids = [await handMade({ omaSettings: [boolean] }), await handMade({ omaSettings: [text] })];
    const failure = served.plugin.read(profileUrn, "name:Made by hand");
    await expect(failure).rejects.toThrow(/2 custom profiles named "Made by hand"/);
    for (const id of ids) {
      await expect(failure).rejects.toThrow(id);
    }
  });

  it("by a name that no profile has is an error that says so", async () => {
    await expect(served.plugin.read(profileUrn, "name:Nobody's")).rejects.toThrow(
      'Intune has no custom profile named "Nobody\'s"',
    );
  });

  it("by the id of nothing finds nothing", async () => {
    expect(await served.plugin.read(profileUrn, "00000000-0000-4000-8000-00000000dead")).toBeUndefined();
  });

  it("of another kind of profile is an error that names the kind", async () => {
    const other = served.tenant.state.deviceConfigurations
      .all()
      .find((profile) => profile["@odata.type"] !== "#microsoft.graph.windows10CustomConfiguration");
    await expect(served.plugin.read(profileUrn, other?.id ?? "")).rejects.toThrow(
      `a ${other?.["@odata.type"]}, not a custom Windows profile`,
    );
  });
});

describe("creating a profile whose name is taken", () => {
  const declared = profileInputs(
    [{ displayName: "EnablePinRecovery", omaUri: "./Device/A", type: "Boolean", value: true }],
    { displayName: "Made by hand" },
  );

  it("adopts the one that is equal in all that is declared", async () => {
    const id = await handMade({ omaSettings: [boolean] });
    const created = await served.plugin.create(
      profileUrn,
      await checked(served.plugin, profileUrn, declared),
    );
    expect(created.id).toBe(id);
    expect(served.roundTrips()).toHaveLength(1);
  });

  it("adopts an equal one whose values are behind masks", async () => {
    const id = await handMade({ omaSettings: [text] });
    const inputs = {
      ...declared,
      omaSettings: [{ displayName: "s", omaUri: "./Device/S", type: "String", value: "x" }],
    };
    const created = await served.plugin.create(profileUrn, await checked(served.plugin, profileUrn, inputs));
    expect(created.id).toBe(id);
  });

  it.each([
    ["differs in a value", { omaSettings: [{ ...boolean, value: false }] }],
    ["differs in a value behind a mask", { omaSettings: [text] }],
    ["has a description more", { omaSettings: [boolean], description: "other" }],
  ])("refuses when the other one %s, names its id, and creates nothing", async (_how, body) => {
    const id = await handMade(body);
    const news = await checked(served.plugin, profileUrn, declared);
    await expect(served.plugin.create(profileUrn, news)).rejects.toThrow(id);
    expect(served.roundTrips().filter((trip) => trip.startsWith("POST") && !trip.includes("$batch"))).toEqual(
      [],
    );
  });

  it("refuses when two have the name, though one is equal, and lists both", async () => {
    const ids = [await handMade({ omaSettings: [boolean] }), await handMade({ omaSettings: [text] })];
    const news = await checked(served.plugin, profileUrn, declared);
    const failure = served.plugin.create(profileUrn, news);
    await expect(failure).rejects.toThrow(/already has 2 custom profiles/);
    for (const id of ids) {
      await expect(failure).rejects.toThrow(id);
    }
  });

  it("ignores a profile of another kind, even when Graph ignores the filter", async () => {
    const other = served.tenant.state.deviceConfigurations
      .all()
      .find((profile) => profile["@odata.type"] !== "#microsoft.graph.windows10CustomConfiguration");
    const news = await checked(served.plugin, profileUrn, {
      ...declared,
      displayName: String(other?.displayName),
    });
    const created = await served.plugin.create(profileUrn, news);
    expect(created.id).not.toBe(other?.id);
  });

  it("finds the profile that a POST made whose answer was lost", async () => {
    served.tenant.faults.add({
      match: { method: "POST", path: "/deviceConfigurations$" },
      effect: { kind: "cut", when: "after" },
    });
    const created = await served.plugin.create(
      profileUrn,
      await checked(served.plugin, profileUrn, declared),
    );
    const named = served.tenant.state.deviceConfigurations
      .all()
      .filter((profile) => profile.displayName === "Made by hand");
    expect(named.map((profile) => profile.id)).toEqual([created.id]);
  });

  it("fails, and makes nothing twice, when the connection was cut before the POST was carried out", async () => {
    served.tenant.faults.add({
      match: { method: "POST", path: "/deviceConfigurations$" },
      effect: { kind: "cut", when: "before" },
    });
    const news = await checked(served.plugin, profileUrn, declared);
    await expect(served.plugin.create(profileUrn, news)).rejects.toThrow(/deviceConfigurations/);
    expect(
      served.tenant.state.deviceConfigurations
        .all()
        .filter((profile) => profile.displayName === "Made by hand"),
    ).toEqual([]);
  });
});
