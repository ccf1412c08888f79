import { describe, expect, it } from "vitest";
import type { Answer } from "./client.ts";
import { choice, createPolicy, groups, helloGroup, policies, policy, simple } from "./policies.ts";
import { serveTenant } from "./served.ts";

const served = serveTenant();
const messageOf = (answer: Answer): string => String(answer.body.error?.message);
const choices = (count: number) => Array.from({ length: count }, (_, at) => choice(`setting_${at}`, "1"));

describe("the settings of a policy", () => {
  it("come 25 at a time, or as many as are asked for, in the order of their positions", async () => {
    const made = await createPolicy(served, choices(30));
    const path = `${policies}/${made.body.id}`;
    const first = await served.graph("GET", `${path}/settings`);
    expect(first.body.value?.length).toBe(25);
    const next = String(first.body["@odata.nextLink"]).replace(served.tenant.origin, "");
    const second = await served.graph("GET", next);
    expect(second.body.value?.map(({ id }) => id)).toEqual(["25", "26", "27", "28", "29"]);
    expect(second.body["@odata.nextLink"]).toBeUndefined();
    const all = await served.graph("GET", `${path}/settings?$top=1000`);
    expect(all.body.value?.length).toBe(30);
    const expanded = await served.graph("GET", `${path}?$expand=settings`);
    expect(expanded.body.settings?.length).toBe(30);
  });

  it("never show a secret, but the token that stands for it, by which it can be written back", async () => {
    const secret = simple("wifi_password", "Secret", "hunter2", { valueState: "notEncrypted" });
    const made = await createPolicy(served, [groups("wifi", [secret])]);
    const path = `${policies}/${made.body.id}`;
    const read = await served.graph("GET", `${path}?$expand=settings`);
    expect(JSON.stringify(read.body)).not.toContain("hunter2");
    const instances = (read.body.settings ?? []).map(({ settingInstance }) => settingInstance);
    const shown = instances[0]?.groupSettingCollectionValue?.[0]?.children?.[0]?.simpleSettingValue;
    expect(shown).toMatchObject({ valueState: "encryptedValueToken" });
    expect((await served.graph("PUT", path, policy(instances))).status).toBe(204);
    expect(JSON.stringify(served.tenant.state.configurationPolicies.get(String(made.body.id)))).toContain(
      "hunter2",
    );
    expect((await createPolicy(served, instances)).status).toBe(400);
  });

  const wrong = "#microsoft.graph.deviceManagementConfigurationNoSuchInstance";
  it.each([
    ["a setting without a type", { settingDefinitionId: "a" }, "abstract"],
    ["a type that is not there", { ...choice("a", "1"), "@odata.type": wrong }, "resolved by the model"],
    [
      "a setting without its id",
      { ...choice("a", "1"), settingDefinitionId: undefined },
      "settingDefinitionId",
    ],
    ["a member that is not there", choice("a", "1", { colour: "red" }), "colour"],
    ["a text for an integer", simple("a", "Integer", "6"), "value"],
    ["a number for a text", simple("a", "String", 6), "value"],
    [
      "a value without a type",
      { ...simple("a", "String", ""), simpleSettingValue: { value: "" } },
      "abstract",
    ],
    ["a choice for a simple value", simple("a", "Choice", "a_1"), "resolved by the model"],
    ["an option of another setting", choice("a", "1", { choiceSettingValue: { value: "b_1" } }), "b_1"],
    ["a setting twice in a list", groups(helloGroup, [choice("a", "1"), choice("A", "0")]), "Duplicate"],
    ["an issue deep inside", groups("g", [choice("a", "1", { colour: "red" })]), "colour"],
  ])("are not taken with %s", async (_what, instance, part) => {
    const made = await createPolicy(served, [instance]);
    expect(made.status).toBe(400);
    expect(messageOf(made)).toContain(part);
    expect((await served.graph("GET", policies)).body.value).toEqual([]);
  });

  it("are of six kinds, with values of four", async () => {
    const kind = (name: string) => `#microsoft.graph.deviceManagementConfiguration${name}`;
    const given = [
      choice("a", "1", {
        choiceSettingValue: { value: "a_1", children: [simple("b", "Integer", 6)] },
      }),
      {
        "@odata.type": kind("ChoiceSettingCollectionInstance"),
        settingDefinitionId: "c",
        choiceSettingCollectionValue: [{ value: "c_1" }, { value: "c_2", children: [] }],
      },
      simple("d", "Reference", "id", { note: "why" }),
      {
        "@odata.type": kind("SimpleSettingCollectionInstance"),
        settingDefinitionId: "e",
        simpleSettingCollectionValue: [{ "@odata.type": kind("StringSettingValue"), value: "text" }],
      },
      {
        "@odata.type": kind("GroupSettingInstance"),
        settingDefinitionId: "f",
        groupSettingValue: { children: [choice("h", "1")] },
      },
      groups("i", [], [choice("h", "1")]),
    ];
    const made = await createPolicy(served, given);
    expect(made.status).toBe(201);
    const read = await served.graph("GET", `${policies}/${made.body.id}/settings`);
    expect(read.body.value?.map(({ settingInstance }) => settingInstance)).toMatchObject(
      given.map((instance) => JSON.parse(JSON.stringify(instance))),
    );
  });
});

describe("the body of a policy", () => {
  it.each([
    ["an unknown member", { colour: "red" }],
    ["a platform that is not there", { platforms: "windows" }],
    ["a technology that is not there", { technologies: "mdm,nothing" }],
    ["a scope tag that does not exist", { roleScopeTagIds: ["99"] }],
    ["no name", { name: undefined }],
    ["an empty name", { name: "" }],
    ["assignments", { assignments: [] }],
  ])("is not taken with %s", async (_what, rest) => {
    expect((await createPolicy(served, [], rest)).status).toBe(400);
  });

  it("may have what Intune computes, which is ignored", async () => {
    const { body } = await createPolicy(served, [], { id: "mine", settingCount: 7, isAssigned: true });
    expect(body).toMatchObject({ settingCount: 0, isAssigned: false });
    expect(body.id).not.toBe("mine");
  });
});

describe("what is expanded of many settings", () => {
  it("ends with a link to the rest where the tenant is told so", async () => {
    served.tenant.state.settings.expandedSettings = 2;
    const made = await createPolicy(
      served,
      ["a", "b", "c"].map((id) => choice(id, "1")),
    );
    const { body } = await served.graph("GET", `${policies}/${made.body.id}?$expand=settings`);
    expect(body.settings?.map(({ id }) => id)).toEqual(["0", "1"]);
    const rest = await served.graph(
      "GET",
      String(body["settings@odata.nextLink"]).replace(served.tenant.origin, ""),
    );
    expect(rest.body.value?.map(({ id }) => id)).toEqual(["2"]);
  });
});
