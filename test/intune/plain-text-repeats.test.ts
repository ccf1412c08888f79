import { beforeEach, describe, expect, it, vi } from "vitest";
import { portalOf } from "./support/portal.ts";
import {
  type Made,
  makeProfile,
  omaSetting,
  profileInputs,
  profileUrn,
  serveIntune,
} from "./support/served.ts";

const served = serveIntune({ replicationDelays: [0.01, 0.01, 0.01, 0.01] });
const plainText = "getOmaSettingPlainTextValue";

let made: Made;
let told: string[];

beforeEach(async () => {
  told = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => told.push(String(text)) > 0);
  made = await makeProfile(served.plugin, profileInputs([omaSetting("String", "text")]));
  served.tenant.requests.clear();
});

const warnings = () => told.filter((text) => text.startsWith("warning: "));
const read = () => served.plugin.read(profileUrn, made.id, made.state);
const readsOfProfile = () => served.requests().filter(({ target }) => target.endsWith(made.id));

/** Graph knows of no value by the references, as while the settings are being written. */
function loseValues(count: number | "always"): void {
  served.tenant.faults.add({
    match: { path: plainText },
    count,
    effect: { kind: "status", status: 404, code: "ResourceNotFound" },
  });
}

describe("a masked value that Graph does not know by its reference", () => {
  it("is read again with its profile, and is no drift where the next read has it", async () => {
    loseValues(1);
    expect((await read())?.inputs).toEqual(made.news);
    expect(readsOfProfile()).toHaveLength(2);
    expect(warnings()).toEqual([]);
  });

  it("is warned of after four reads where it stays unknown, and the profile stays in state", async () => {
    loseValues("always");
    const found = await read();
    expect(found?.id).toBe(made.id);
    expect(readsOfProfile()).toHaveLength(4);
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).toContain("omaSettings[0]");
  });
});

describe("a masked value that no further read could find", () => {
  type Profile = ReturnType<typeof served.tenant.state.deviceConfigurations.all>[number];

  it.each([
    ["its setting has no reference", { secretReferenceValueId: null }],
    ["its setting has no OMA-URI to keep the reference by", { omaUri: null }],
  ])("is warned of after one read, without a wait: %s", async (_why, change) => {
    loseValues("always");
    const kept = portalOf(served.tenant).profile("PIN recovery");
    const omaSettings = (kept.omaSettings ?? []).map((setting) => ({ ...setting, ...change }));
    served.tenant.state.deviceConfigurations.put({ ...kept, omaSettings } as Profile);
    await read();
    expect(readsOfProfile()).toHaveLength(1);
    expect(warnings()).toHaveLength(1);
  });
});
