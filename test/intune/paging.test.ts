import { describe, expect, it } from "vitest";
import { failureOf } from "../provider/support/protocol.ts";
import { serveMiddlebox } from "./support/middlebox.ts";
import {
  assignmentsUrn,
  checked,
  policyInputs,
  policyUrn,
  profileInputs,
  profileUrn,
  serveIntune,
} from "./support/served.ts";

const served = serveIntune();
const through = serveMiddlebox(served);

const links: Record<string, { link: (url: string) => unknown; message: RegExp }> = {
  "is a number": { link: () => 5, message: /GET \S+: Graph answered an `@odata\.nextLink` that is no link/ },
  "leads to the same page": {
    link: (url) => `https://${through.middlebox.env.ARM_METADATA_HOSTNAME}${url}`,
    message: /GET \S+: Graph answered an `@odata\.nextLink` to a page that was read before/,
  },
};

/** Answers every list of policies, and of a policy's assignments, by an empty page with that link; takes no batches. */
function bring(link: (url: string) => unknown): void {
  const isList = (url: string) =>
    /(?:deviceConfigurations|configurationPolicies)(?:\?|$)|\/assignments(?:\?|$)/.test(url);
  through.middlebox.intercept = ({ method, url }) => {
    if (url.endsWith("/$batch")) {
      return { status: 405, body: {} };
    }
    return method === "GET" && isList(url)
      ? { status: 200, body: { value: [], "@odata.nextLink": link(url) } }
      : undefined;
  };
}

const kinds = [
  { urn: profileUrn, declared: profileInputs(), more: {} },
  { urn: policyUrn, declared: policyInputs(), more: { policyKind: "settingsCatalog" } },
];

describe.each(Object.entries(links))("a page whose link %s", (_what, { link, message }) => {
  it.each(kinds)(
    "ends a create with an error that says so, and creates nothing: $urn",
    async ({ urn, declared }) => {
      const inputs = await checked(through.plugin, urn, declared);
      bring(link);
      expect((await failureOf(through.plugin.create(urn, inputs))).message).toMatch(message);
      const names = served.tenant.state.deviceConfigurations.all().map(({ displayName }) => displayName);
      expect(names).toEqual(["Kiosk restrictions"]);
      expect(served.tenant.state.configurationPolicies.all()).toEqual([]);
    },
  );

  it.each(kinds)("ends an import by name with an error that says so: $urn", async ({ urn }) => {
    bring(link);
    expect((await failureOf(through.plugin.read(urn, "name:Any"))).message).toMatch(message);
  });

  it.each(kinds)(
    "ends a read of assignments with an error that says so: $urn",
    async ({ urn, declared, more }) => {
      const { id } = await through.plugin.create(urn, await checked(through.plugin, urn, declared));
      bring(link);
      const state = { inputs: { configurationId: id, targets: [], ...more }, properties: {} };
      expect((await failureOf(through.plugin.read(assignmentsUrn, id, state))).message).toMatch(message);
    },
  );

  it("ends a function's list with an error that says so", async () => {
    bring(link);
    const list = through.plugin.invoke("intune:index:getPolicySettings", {});
    expect((await failureOf(list)).message).toMatch(message);
  });
});
