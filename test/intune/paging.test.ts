import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { failureOf, type Protocol } from "../provider/support/protocol.ts";
import { type Middlebox, startMiddlebox } from "./support/middlebox.ts";
import { assignmentsUrn, checked, profileInputs, profileUrn, serveIntune } from "./support/served.ts";

const served = serveIntune();
let middlebox: Middlebox;
let plugin: Protocol;

beforeEach(async () => {
  middlebox = await startMiddlebox(served.tenant);
  for (const [name, value] of Object.entries(middlebox.env)) {
    vi.stubEnv(name, value);
  }
  plugin = await served.anotherPlugin({});
});

afterEach(() => middlebox.close());

const links: Record<string, { link: (url: string) => unknown; message: RegExp }> = {
  "is a number": { link: () => 5, message: /GET \S+: Graph answered an `@odata\.nextLink` that is no link/ },
  "leads to the same page": {
    link: (url) => `https://${middlebox.env.ARM_METADATA_HOSTNAME}${url}`,
    message: /GET \S+: Graph answered an `@odata\.nextLink` to a page that was read before/,
  },
};

/** Answers every list of profiles, and of a profile's assignments, by an empty page with that link. */
function bring(link: (url: string) => unknown): void {
  const isList = (url: string) => /deviceConfigurations(?:\?|$)|\/assignments(?:\?|$)/.test(url);
  middlebox.intercept = ({ method, url }) =>
    method === "GET" && isList(url)
      ? { status: 200, body: { value: [], "@odata.nextLink": link(url) } }
      : undefined;
}

describe.each(Object.entries(links))("a page whose link %s", (_what, { link, message }) => {
  it("ends a create with an error that says so, and creates nothing", async () => {
    const inputs = await checked(plugin, profileUrn, profileInputs());
    bring(link);
    expect((await failureOf(plugin.create(profileUrn, inputs))).message).toMatch(message);
    const names = served.tenant.state.deviceConfigurations.all().map(({ displayName }) => displayName);
    expect(names).toEqual(["Kiosk restrictions"]);
  });

  it("ends an import by name with an error that says so", async () => {
    bring(link);
    expect((await failureOf(plugin.read(profileUrn, "name:Any"))).message).toMatch(message);
  });

  it("ends a read of assignments with an error that says so", async () => {
    const { id } = await plugin.create(profileUrn, await checked(plugin, profileUrn, profileInputs()));
    bring(link);
    const state = { inputs: { configurationId: id, targets: [] }, properties: {} };
    expect((await failureOf(plugin.read(assignmentsUrn, id, state))).message).toMatch(message);
  });

  it("ends a function's list with an error that says so", async () => {
    bring(link);
    const list = plugin.invoke("intune:index:getPolicySettings", {});
    expect((await failureOf(list)).message).toMatch(message);
  });
});
