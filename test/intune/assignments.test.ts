import { describe, expect, it } from "vitest";
import type { PropertyMap } from "../../provider/values.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { failureOf, initFailureOf } from "../provider/support/protocol.ts";
import { assignmentsUrn, checked, profileInputs, profileUrn, serveIntune } from "./support/served.ts";

const served = serveIntune();

const [windows, kiosks] = [seeded.groups.windowsDevices, seeded.groups.kiosks];
const targets: PropertyMap[] = [
  { type: "group", groupId: windows },
  { type: "exclusionGroup", groupId: kiosks },
];

async function createProfile(): Promise<string> {
  const news = await checked(served.plugin, profileUrn, profileInputs());
  return (await served.plugin.create(profileUrn, news)).id;
}

async function assign(wanted: PropertyMap[], configurationId?: string) {
  const id = configurationId ?? (await createProfile());
  const news = await checked(served.plugin, assignmentsUrn, { configurationId: id, targets: wanted });
  const created = await served.plugin.create(assignmentsUrn, news);
  return { id, news, created, state: { inputs: news, properties: created.properties } };
}

describe("the assignments of a profile", () => {
  it("of a new profile take one request, so that a stack takes three", async () => {
    const { id } = await assign(targets);
    expect(served.roundTrips()).toEqual([
      "GET /v1.0/deviceManagement/deviceConfigurations?$filter=displayName eq 'PIN recovery'",
      "POST /v1.0/$batch",
      "POST /v1.0/$batch",
    ]);
    expect(served.requests().at(-1)).toMatchObject({
      method: "POST",
      target: `/v1.0/deviceManagement/deviceConfigurations/${id}/assign`,
    });
  });

  it.each<[string, PropertyMap[]]>([
    ["a group and an excluded one", targets],
    ["all devices", [{ type: "allDevices" }]],
    ["all users", [{ type: "allUsers" }]],
    ["all users without a group", [{ type: "allUsers" }, { type: "exclusionGroup", groupId: kiosks }]],
    [
      "a group with a filter",
      [
        {
          type: "group",
          groupId: windows,
          filterId: seeded.assignmentFilters.corporate,
          filterMode: "include",
        },
      ],
    ],
    ["nobody", []],
  ])("to %s read back without a difference, in whatever order", async (_whom, wanted) => {
    const { id, news, state } = await assign(wanted);
    const found = await served.plugin.read(assignmentsUrn, id, state);
    expect(found?.id).toBe(id);
    expect((await served.plugin.diff(assignmentsUrn, found?.inputs ?? {}, news)).changed).toBe(false);
  });

  it("are read together with their profile in one round trip", async () => {
    const { id, news, state } = await assign(targets);
    const profile = await checked(served.plugin, profileUrn, profileInputs());
    served.tenant.requests.clear();
    await Promise.all([
      served.plugin.read(profileUrn, id, { inputs: profile, properties: profile }),
      served.plugin.read(assignmentsUrn, id, state),
    ]);
    expect(news.configurationId).toBe(id);
    expect(served.roundTrips()).toEqual(["POST /v1.0/$batch"]);
  });

  it("are imported by the profile's id, filter and all", async () => {
    const filtered = [
      {
        type: "group",
        groupId: windows,
        filterId: seeded.assignmentFilters.corporate,
        filterMode: "exclude",
      },
    ];
    const { id, news } = await assign(filtered);
    expect((await served.plugin.read(assignmentsUrn, id))?.inputs).toEqual(news);
  });

  it("change by one request that sends the whole set", async () => {
    const { id, state } = await assign(targets);
    const news = { configurationId: id, targets: [{ type: "allDevices" }] };
    served.tenant.requests.clear();
    await served.plugin.update(assignmentsUrn, id, news, state);
    expect(served.roundTrips()).toEqual(["POST /v1.0/$batch"]);
    expect((await served.plugin.read(assignmentsUrn, id, state))?.inputs).toEqual(news);
  });

  it("in another order are no change and cost no request", async () => {
    const { id, news, state } = await assign(targets);
    const turned = { ...news, targets: targets.toReversed() };
    expect((await served.plugin.diff(assignmentsUrn, news, turned)).changed).toBe(false);
    served.tenant.requests.clear();
    await served.plugin.update(assignmentsUrn, id, turned, state);
    expect(served.roundTrips()).toEqual([]);
  });

  it("of another profile are another resource", async () => {
    const { news } = await assign(targets);
    const difference = await served.plugin.diff(assignmentsUrn, news, {
      ...news,
      configurationId: "another",
    });
    expect(difference.replaces).toEqual(["configurationId"]);
    expect(difference.details).toEqual({ configurationId: "UPDATE_REPLACE" });
  });

  it("that an administrator removed show as drift, by path, the right way round", async () => {
    const { id, news, state } = await assign(targets);
    await served.tenant.asAdministrator("POST", `/v1.0/deviceManagement/deviceConfigurations/${id}/assign`, {
      assignments: [],
    });
    const found = await served.plugin.read(assignmentsUrn, id, state);
    expect(found?.inputs.targets).toEqual([]);
    const there = await served.plugin.diff(assignmentsUrn, found?.inputs ?? {}, news);
    const back = await served.plugin.diff(assignmentsUrn, news, found?.inputs ?? {});
    expect(there.details).toEqual({ "targets[0]": "ADD", "targets[1]": "ADD" });
    expect(back.details).toEqual({ "targets[0]": "DELETE", "targets[1]": "DELETE" });
  });

  it("are cleared when the resource is deleted, and their profile's absence is no error then", async () => {
    const { id, state } = await assign(targets);
    await served.plugin.delete(assignmentsUrn, id, state);
    expect((await served.plugin.read(assignmentsUrn, id, state))?.inputs.targets).toEqual([]);
    served.tenant.state.deviceConfigurations.remove(id);
    await served.plugin.delete(assignmentsUrn, id, state);
    expect(await served.plugin.read(assignmentsUrn, id, state)).toBeUndefined();
  });

  it("that Graph refuses leave a half-made resource with its id, its true state and the reason", async () => {
    const id = await createProfile();
    served.tenant.faults.add({
      match: { path: "/assign$" },
      effect: { kind: "status", status: 403, code: "Forbidden" },
    });
    const news = await checked(served.plugin, assignmentsUrn, { configurationId: id, targets });
    const failure = initFailureOf(await failureOf(served.plugin.create(assignmentsUrn, news)));
    expect(failure).toMatchObject({ id, inputs: { configurationId: id, targets: [] } });
    expect(failure.reasons.join()).toContain("DeviceManagementConfiguration.ReadWrite.All");
    await served.plugin.update(assignmentsUrn, id, news, failure);
    const found = await served.plugin.read(assignmentsUrn, id, { inputs: news, properties: news });
    expect((await served.plugin.diff(assignmentsUrn, found?.inputs ?? {}, news)).changed).toBe(false);
  });

  it("of a profile that does not exist are not made at all", async () => {
    const news = await checked(served.plugin, assignmentsUrn, { configurationId: "none", targets });
    const failure = await failureOf(served.plugin.create(assignmentsUrn, news));
    expect(failure.details).toContain("404");
    expect(failure.metadata.get("grpc-status-details-bin")).toEqual([]);
  });

  it("wait for a replica that does not know the new profile yet", async () => {
    served.tenant.faults.add({
      match: { method: "POST", path: "/assign$" },
      effect: { kind: "status", status: 404, code: "ResourceNotFound" },
    });
    const { id } = await assign(targets);
    expect(served.tenant.state.deviceConfigurations.get(id)?.assignments).toHaveLength(2);
  });

  it("that exist already and are equal are taken over, and different ones are left alone and listed", async () => {
    const { id } = await assign(targets);
    const [again, other] = await Promise.all([served.anotherPlugin(), served.anotherPlugin()]);
    const equal = await again.create(assignmentsUrn, { configurationId: id, targets });
    expect(equal.id).toBe(id);
    const different = other.create(assignmentsUrn, { configurationId: id, targets: [{ type: "allUsers" }] });
    await expect(different).rejects.toThrow(`group ${windows}`);
    expect(served.tenant.state.deviceConfigurations.get(id)?.assignments).toHaveLength(2);
  });

  it("to a kind of target that this plugin does not know are drift, healed, and not imported", async () => {
    const { id, news, state } = await assign(targets);
    await served.tenant.asAdministrator("POST", `/v1.0/deviceManagement/deviceConfigurations/${id}/assign`, {
      assignments: [
        {
          target: {
            "@odata.type": "#microsoft.graph.configurationManagerCollectionAssignmentTarget",
            collectionId: "SMS00001",
          },
        },
      ],
    });
    const found = await served.plugin.read(assignmentsUrn, id, state);
    const type = "#microsoft.graph.configurationManagerCollectionAssignmentTarget";
    expect(found?.inputs.targets).toEqual([{ type, collectionId: "SMS00001" }]);
    await expect(served.plugin.read(assignmentsUrn, id)).rejects.toThrow(
      `targets[0].type ("${type}") must be`,
    );
    await served.plugin.update(assignmentsUrn, id, news, { inputs: {}, properties: {}, ...found });
    expect((await served.plugin.read(assignmentsUrn, id, state))?.inputs.targets).toEqual(targets);
  });

  it("that another profile's import may not declare leave the profile as it is", async () => {
    const { id } = await assign(targets);
    const before = served.tenant.state.deviceConfigurations.get(id)?.assignments ?? [];
    const odd = before.map((each) => ({ ...each, target: { ...each.target, groupId: "{braces}" } }));
    served.tenant.state.deviceConfigurations.change(id, { assignments: odd });
    await expect(served.plugin.read(assignmentsUrn, id)).rejects.toThrow(
      /targets\[0\].groupId.*without braces/,
    );
  });
});
