import { describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import type { Answer } from "./client.ts";
import {
  choice,
  createdPolicy,
  createPolicy,
  pinRecovery,
  pinRecoveryId,
  policies,
  policy,
} from "./policies.ts";
import { serveTenant } from "./served.ts";

const served = serveTenant();
const { windowsDevices, kiosks } = seeded.groups;
const toGroup = (groupId: string) => ({
  target: { "@odata.type": "#microsoft.graph.groupAssignmentTarget", groupId },
});
const messageOf = (answer: Answer): string => String(answer.body.error?.message);

describe("a policy of the settings catalog", () => {
  it("is made with its settings, and reads back without a template, as Graph shows it", async () => {
    const made = await createPolicy(served, [pinRecovery]);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: "PIN recovery",
      settingCount: 1,
      isAssigned: false,
      creationSource: null,
      priorityMetaData: null,
      templateReference: {
        templateId: "",
        templateFamily: "none",
        templateDisplayName: null,
        templateDisplayVersion: null,
      },
    });
    expect(Object.keys(made.body)).not.toContain("settings");
    const { body } = await served.graph("GET", `${policies}/${made.body.id}?$expand=settings,assignments`);
    expect(body.assignments).toEqual([]);
    expect(body.settings).toEqual([
      {
        id: "0",
        settingInstance: {
          ...pinRecovery,
          settingInstanceTemplateReference: null,
          groupSettingCollectionValue: [
            {
              settingValueTemplateReference: null,
              children: [
                {
                  ...choice(pinRecoveryId, "true"),
                  settingInstanceTemplateReference: null,
                  choiceSettingValue: {
                    settingValueTemplateReference: null,
                    value: `${pinRecoveryId}_true`,
                    children: [],
                  },
                },
              ],
            },
          ],
        },
      },
    ]);
  });

  it("is there in beta alone", async () => {
    const path = await createdPolicy(served);
    for (const [method, body] of [["GET"], ["PUT", policy([])], ["PATCH", {}], ["DELETE"]] as const) {
      expect((await served.graph(method, path.replace("beta", "v1.0"), body)).status).toBe(400);
    }
  });

  it("names its template by its id, which is compared without case, and keeps references to it", async () => {
    const reference = { settingInstanceTemplateReference: { settingInstanceTemplateId: "0ECE2BDC" } };
    const made = await createPolicy(served, [{ ...pinRecovery, ...reference }], {
      templateReference: { templateId: "FCEF01F2-439d-4c3f-9184-823fd6e97646_1" },
    });
    expect(made.body.templateReference).toEqual({
      templateId: "fcef01f2-439d-4c3f-9184-823fd6e97646_1",
      templateFamily: "endpointSecurityAccountProtection",
      templateDisplayName: "Account Protection",
      templateDisplayVersion: "Version 1",
    });
    const settings = await served.graph("GET", `${policies}/${made.body.id}/settings`);
    expect(settings.body.value?.[0]?.settingInstance).toMatchObject(reference);
    const unknown = await createPolicy(served, [], { templateReference: { templateId: "none-such_1" } });
    expect(unknown.status).toBe(400);
  });

  it("may have the name of another", async () => {
    expect((await createPolicy(served, [])).status).toBe(201);
    expect((await createPolicy(served, [])).status).toBe(201);
  });

  it("is replaced whole by PUT, without a body in return, and keeps its assignments", async () => {
    const path = await createdPolicy(served);
    await served.graph("POST", `${path}/assign`, { assignments: [toGroup(windowsDevices)] });
    const put = await served.graph("PUT", path, {
      ...policy([choice("first", "1"), choice("second", "0")]),
      name: "Replaced",
      description: undefined,
    });
    expect([put.status, put.body]).toEqual([204, ""]);
    const { body } = await served.graph("GET", `${path}?$expand=assignments`);
    expect(body).toMatchObject({ name: "Replaced", description: null, settingCount: 2 });
    expect(body.assignments?.map(({ target }) => target?.groupId)).toEqual([windowsDevices]);
  });

  it.each(["name", "platforms", "technologies", "settings"])("is not replaced without %s", async (member) => {
    const path = await createdPolicy(served);
    const put = await served.graph("PUT", path, { ...policy([pinRecovery]), [member]: undefined });
    expect(put.status).toBe(400);
    expect(messageOf(put)).toContain(member);
  });

  it("does not move to another template", async () => {
    const path = await createdPolicy(served);
    const templateReference = { templateId: "fcef01f2-439d-4c3f-9184-823fd6e97646_1" };
    const put = await served.graph("PUT", path, policy([pinRecovery], { templateReference }));
    expect(put.status).toBe(400);
  });

  it("is patched in name, description and scope tags, and in nothing else", async () => {
    const path = await createdPolicy(served);
    const patched = await served.graph("PATCH", path, { name: "Renamed", roleScopeTagIds: ["1"] });
    expect(patched.status).toBe(200);
    expect(patched.body).toMatchObject({ name: "Renamed", description: "", roleScopeTagIds: ["1"] });
    for (const body of [{ settings: [] }, { platforms: "linux" }, { colour: "red" }]) {
      expect((await served.graph("PATCH", path, body)).status).toBe(400);
    }
    expect((await served.graph("PATCH", path, { roleScopeTagIds: ["99"] })).status).toBe(400);
  });

  it("has no setting that is patched by itself", async () => {
    const path = await createdPolicy(served);
    const patched = await served.graph("PATCH", `${path}/settings/0`, { settingInstance: pinRecovery });
    expect(patched.status).toBe(400);
    expect(messageOf(patched)).toBe("No method match route template");
  });

  it("is deleted, and is not found after it", async () => {
    const path = await createdPolicy(served);
    expect((await served.graph("DELETE", path)).status).toBe(204);
    for (const [method, suffix, body] of [
      ["GET", ""],
      ["GET", "/settings"],
      ["PUT", "", policy([])],
      ["POST", "/assign", { assignments: [] }],
      ["DELETE", ""],
    ] as const) {
      expect((await served.graph(method, `${path}${suffix}`, body)).status).toBe(404);
    }
  });

  it("lags behind what was written, in settings and assignments too, where a fault says so", async () => {
    const path = await createdPolicy(served);
    served.tenant.faults.add({ match: { method: "PUT" }, effect: { kind: "lag", reads: 1 } });
    await served.graph("PUT", path, policy([]));
    const names = async () => (await served.graph("GET", `${path}?$expand=settings`)).body.settings?.length;
    expect([await names(), await names()]).toEqual([1, 0]);
  });
});

describe("the list of policies", () => {
  const templateReference = { templateId: "fcef01f2-439d-4c3f-9184-823fd6e97646_1" };

  it.each([
    ["contains(name,'cloud')", ["Cloud"]],
    ["name eq 'Hello'", ["Hello"]],
    ["platforms eq 'windows10'", ["Hello", "Cloud"]],
    ["templateReference/templateFamily eq 'endpointSecurityAccountProtection'", ["Hello"]],
    ["technologies eq 'nothing'", ["Hello", "Cloud", "Mac"]],
  ])("is filtered by %s", async (filter, names) => {
    await createPolicy(served, [], { name: "Hello", templateReference });
    await createPolicy(served, [], { name: "Cloud" });
    await createPolicy(served, [], { name: "Mac", platforms: "macOS" });
    const list = await served.graph("GET", `${policies}?$filter=${encodeURIComponent(filter)}`);
    expect(list.body.value?.map(({ name }) => name)).toEqual(names);
  });

  it("is paged, with settings and assignments expanded", async () => {
    served.tenant.state.settings.pageSize = 1;
    await createPolicy(served, [pinRecovery], { name: "First" });
    await createPolicy(served, [], { name: "Second" });
    const path = `${policies}?$expand=assignments,settings&$top=1000`;
    const first = await served.graph("GET", path);
    expect(first.body.value?.[0]).toMatchObject({ name: "First", settings: [{ id: "0" }], assignments: [] });
    const next = String(first.body["@odata.nextLink"]).replace(served.tenant.origin, "");
    const second = await served.graph("GET", next);
    expect(second.body.value?.[0]).toMatchObject({ name: "Second", settings: [] });
  });

  it("needs the permission to read, and a write the permission to write, which the error names", async () => {
    served.tenant.setPermissions(["DeviceManagementConfiguration.Read.All"]);
    await served.signInAgain();
    expect((await served.graph("GET", policies)).status).toBe(200);
    const refused = await createPolicy(served, []);
    expect(refused.status).toBe(403);
    expect(messageOf(refused)).toContain("DeviceManagementConfiguration.ReadWrite.All");
    served.tenant.setPermissions(["User.Read.All"]);
    await served.signInAgain();
    expect((await served.graph("GET", policies)).status).toBe(403);
  });
});

describe("assign of a policy", () => {
  it("replaces the whole set and returns it, each entry with its source", async () => {
    const path = await createdPolicy(served);
    const id = path.split("/").at(-1);
    await served.graph("POST", `${path}/assign`, { assignments: [toGroup(windowsDevices)] });
    const entry = {
      ...toGroup(kiosks),
      "@odata.type": "#microsoft.graph.deviceManagementConfigurationPolicyAssignment",
    };
    const answer = await served.graph("POST", `${path}/assign`, { assignments: [entry, entry] });
    expect(answer.status).toBe(200);
    expect(answer.body.value).toEqual([
      {
        id: `${id}_${kiosks}`,
        source: "direct",
        sourceId: id,
        target: {
          "@odata.type": "#microsoft.graph.groupAssignmentTarget",
          groupId: kiosks,
          deviceAndAppManagementAssignmentFilterId: null,
          deviceAndAppManagementAssignmentFilterType: "none",
        },
      },
    ]);
    expect((await served.graph("GET", `${path}/assignments`)).body.value).toEqual(answer.body.value);
  });

  it("refuses an entry of another collection's type", async () => {
    const path = await createdPolicy(served);
    const entry = { ...toGroup(kiosks), "@odata.type": "#microsoft.graph.deviceConfigurationAssignment" };
    const answer = await served.graph("POST", `${path}/assign`, { assignments: [entry] });
    expect(answer.status).toBe(400);
    expect(messageOf(answer)).toContain("could not be resolved by the model");
  });

  it("leaves isAssigned behind: it shows how the policy was before", async () => {
    const path = await createdPolicy(served);
    await served.graph("POST", `${path}/assign`, { assignments: [toGroup(kiosks)] });
    expect((await served.graph("GET", path)).body.isAssigned).toBe(false);
    await served.graph("POST", `${path}/assign`, { assignments: [] });
    expect((await served.graph("GET", path)).body.isAssigned).toBe(true);
  });

  it.each([
    ["a target without a type", [{ target: { groupId: kiosks } }]],
    ["an intent, which these assignments do not have", [{ ...toGroup(kiosks), intent: "apply" }]],
    ["no set", undefined],
  ])("refuses %s", async (_what, assignments) => {
    const path = await createdPolicy(served);
    expect((await served.graph("POST", `${path}/assign`, { assignments })).status).toBe(400);
  });
});
