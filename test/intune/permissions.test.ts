import { beforeEach, describe, expect, it } from "vitest";
import type { PropertyMap } from "../../provider/values.ts";
import type { Fault } from "../../tenant/control/faults.ts";
import { failureOf, type Protocol } from "../provider/support/protocol.ts";
import {
  assignmentsUrn,
  checked,
  type Made,
  makeOf,
  omaSetting,
  policyInputs,
  policyUrn,
  profileInputs,
  profileUrn,
  serveIntune,
} from "./support/served.ts";

const served = serveIntune();

let plugin: Protocol;
let profile: Made;
let unassigned: Made;
let changed: PropertyMap;
let assignments: { inputs: PropertyMap; properties: PropertyMap };

const reading = "DeviceManagementConfiguration.Read.All";
const writing = "DeviceManagementConfiguration.ReadWrite.All";

const configurations = "/deviceManagement/deviceConfigurations";
const policies = "/deviceManagement/configurationPolicies";
const plainText = `${configurations}/{id}/getOmaSettingPlainTextValue(secretReferenceValueId='{id}')`;

const kinds = [
  {
    what: "a custom profile",
    urn: profileUrn,
    collection: configurations,
    one: `${configurations}/{id}`,
    plainTexts: { [`GET ${plainText}`]: writing },
    change: "PATCH",
    assignment: {},
    withText: (text: string) => profileInputs([omaSetting("String", text)]),
    named: (displayName: string) => profileInputs(undefined, { displayName }),
  },
  {
    what: "a settings catalog policy",
    urn: policyUrn,
    collection: policies,
    // All of it takes an expansion.
    one: `${policies}/{id}?`,
    plainTexts: {},
    change: "PUT",
    assignment: { policyKind: "settingsCatalog" },
    withText: (text: string) => policyInputs([{ type: "simple", definitionId: "a", value: text }]),
    named: (name: string) => policyInputs(undefined, { name }),
  },
];

type Work = {
  name: string;
  run: () => Promise<unknown>;
  /** Each call that it makes, and the permission that its user must be told of where that call is refused. */
  calls: Record<string, string>;
};

/** A request as the table has it: without the version, without the query's text, and any id as `{id}`. */
function asCall({ method, target }: { method: string; target: string }): string {
  const path = decodeURIComponent(target).replace(/^\/[^/]+/, "");
  return `${method} ${path.replace(/\?.*/, "?").replace(/[\da-f-]{36}(_[\da-f-]{36})*/g, "{id}")}`;
}

/** A regular expression for the requests that are such a call. */
function matching(call: string): Fault["match"] {
  const [method, path = ""] = call.split(" ");
  const literal = path.replace(/[$()?'.]/g, "\\$&").replaceAll("{id}", "[^/?]+");
  return { method, path: path.endsWith("?") ? literal : `${literal}$` };
}

const refusals: { status: number; effect: Fault["effect"] }[] = [
  { status: 401, effect: { kind: "expiredToken" } },
  { status: 403, effect: { kind: "status", status: 403, code: "Forbidden" } },
];

describe.each(kinds)(
  "$what:",
  ({ urn, collection, one, plainTexts, change, assignment, withText, named }) => {
    const assignmentsOf = ({ id }: Made, type: string) => ({
      configurationId: id,
      ...assignment,
      targets: [{ type }],
    });

    beforeEach(async () => {
      profile = await makeOf(served.plugin, urn, withText("secret"));
      changed = await checked(served.plugin, urn, withText("another"));
      unassigned = await makeOf(served.plugin, urn, named("Unassigned"));
      const inputs = assignmentsOf(profile, "allDevices");
      assignments = { inputs, properties: (await served.plugin.create(assignmentsUrn, inputs)).properties };
      // Another run, which knows all that from state alone.
      plugin = await served.anotherPlugin();
      served.tenant.requests.clear();
    });

    const works: Work[] = [
      {
        name: "importing a profile by its name",
        run: () => plugin.read(urn, `name:${profile.news.displayName ?? profile.news.name}`),
        calls: {
          [`GET ${collection}?`]: reading,
          [`GET ${one}`]: reading,
          ...plainTexts,
        },
      },
      {
        name: "refreshing a profile",
        run: () => plugin.read(urn, profile.id, profile.state),
        calls: { [`GET ${one}`]: reading, ...plainTexts },
      },
      {
        name: "making a profile",
        run: () => makeOf(plugin, urn, named("New")),
        calls: { [`GET ${collection}?`]: reading, [`POST ${collection}`]: writing },
      },
      {
        name: "changing a profile",
        run: () => plugin.update(urn, profile.id, changed, profile.state),
        calls: { [`GET ${one}`]: writing, [`${change} ${collection}/{id}`]: writing },
      },
      {
        name: "deleting a profile",
        run: () => plugin.delete(urn, profile.id, profile.state),
        calls: { [`GET ${one}`]: writing, [`DELETE ${collection}/{id}`]: writing },
      },
      {
        name: "refreshing assignments",
        run: () => plugin.read(assignmentsUrn, profile.id, assignments),
        calls: { [`GET ${collection}/{id}/assignments`]: reading },
      },
      {
        name: "making assignments",
        run: () => plugin.create(assignmentsUrn, assignmentsOf(unassigned, "allDevices")),
        calls: {
          [`GET ${collection}/{id}/assignments`]: reading,
          [`POST ${collection}/{id}/assign`]: writing,
        },
      },
      {
        name: "changing assignments",
        run: () => plugin.update(assignmentsUrn, profile.id, assignmentsOf(profile, "allUsers"), assignments),
        calls: {
          [`GET ${collection}/{id}/assignments`]: writing,
          [`POST ${collection}/{id}/assign`]: writing,
        },
      },
      {
        name: "deleting assignments",
        run: () => plugin.delete(assignmentsUrn, profile.id, assignments),
        calls: {
          [`GET ${collection}/{id}/assignments`]: writing,
          [`POST ${collection}/{id}/assign`]: writing,
        },
      },
    ];

    describe("the table of the plugin's calls", () => {
      it.each(works)("has every call of $name", async ({ run, calls }) => {
        await run();
        expect([...new Set(served.requests().map(asCall))].sort()).toEqual(Object.keys(calls).sort());
      });
    });

    describe("a user is told of the permission, application and delegated, when", () => {
      const cases = works.flatMap(({ name, run, calls }) =>
        Object.entries(calls).flatMap(([call, permission]) =>
          refusals.map((refusal) => ({ name, run, call, permission, ...refusal })),
        ),
      );

      it.each(cases)("$name gets a $status for $call", async ({ run, call, permission, status, effect }) => {
        served.tenant.faults.add({ match: matching(call), count: "always", effect });
        const { details } = await failureOf(run());
        expect(details).toContain(`: ${status} `);
        expect(details).toContain(
          `lacks the Microsoft Graph permission ${permission} (application) or ${permission} (delegated)`,
        );
      });
    });
  },
);
