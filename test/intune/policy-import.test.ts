import { describe, expect, it } from "vitest";
import type { PropertyMap } from "../../provider/values.ts";
import { policyKinds } from "./support/policy-kinds.ts";
import { checked, makeOf, policyInputs, policyUrn, serveIntune } from "./support/served.ts";

const served = serveIntune({ replicationDelays: [0, 0, 0, 0] });

describe.each(policyKinds)("$what:", ({ what, urn, inputs, collection, listed, nameProperty }) => {
  const create = (more?: PropertyMap) => makeOf(served.plugin, urn, inputs(more));
  const several = what === "a custom profile" ? "custom profiles" : "settings catalog policies";

  it.each(["its id", "name:"])(
    "an import by %s gives inputs that the same program previews empty",
    async (how) => {
      const { id, news } = await create({ description: "d" });
      const found = await served.plugin.read(urn, how === "its id" ? id : "name:PIN recovery");
      expect(found?.id).toBe(id);
      const program = await checked(served.plugin, urn, { ...news, roleScopeTagIds: ["0"] });
      expect((await served.plugin.diff(urn, found?.inputs ?? {}, program)).changed).toBe(false);
    },
  );

  it("an import by a name that two have is an error that lists both ids, and so is a create", async () => {
    const first = await create();
    const second = await create({ [nameProperty]: "Other" });
    await served.plugin.update(
      urn,
      second.id,
      { ...second.news, [nameProperty]: "PIN recovery" },
      second.state,
    );
    const calls = [
      () => served.plugin.read(urn, "name:PIN recovery"),
      () => served.plugin.create(urn, first.news),
    ];
    for (const call of calls) {
      const failure = call();
      await expect(failure).rejects.toThrow(`2 ${several} named "PIN recovery"`);
      await expect(failure).rejects.toThrow(first.id);
      await expect(failure).rejects.toThrow(second.id);
    }
  });

  it("an import by a name that none has is an error, and by an id that none has finds nothing", async () => {
    await expect(served.plugin.read(urn, "name:Nobody's")).rejects.toThrow(`named "Nobody's"`);
    expect(await served.plugin.read(urn, "00000000-0000-4000-8000-00000000dead")).toBeUndefined();
  });

  it("a create finds what a POST made whose answer was lost, and fails where nothing was made", async () => {
    const match = { method: "POST", path: `/${collection}$` };
    served.tenant.faults.add({ match, effect: { kind: "cut", when: "before" } });
    await expect(create()).rejects.toThrow(collection);
    served.tenant.faults.add({ match, effect: { kind: "cut", when: "after" } });
    const { id } = await create();
    expect(listed(served.tenant).filter(({ name }) => name === "PIN recovery")).toMatchObject([{ id }]);
  });
});

describe("what a program declares of a settings catalog policy", () => {
  const simple = (more: PropertyMap) => ({ type: "simple", definitionId: "a", ...more });
  const issuesOf = async (...settings: PropertyMap[]) =>
    (await served.plugin.check(policyUrn, policyInputs(settings))).issues;

  it.each<[string, PropertyMap[], string, RegExp]>([
    ["no setting", [], "settings", /at least one setting/],
    [
      "a setting twice",
      [simple({ value: 1 }), simple({ definitionId: "A", value: 1 })],
      "settings[1].definitionId",
      /each setting once/,
    ],
    [
      "a choice without a value",
      [{ type: "choice", definitionId: "a" }],
      "settings[0].value",
      /is required, since type is choice/,
    ],
    [
      "a choice of a number",
      [{ type: "choice", definitionId: "a", value: 1 }],
      "settings[0].value",
      /id of an option/,
    ],
    [
      "a member of another type",
      [simple({ value: 1, groups: [] })],
      "settings[0].groups",
      /must be left out, since type is simple/,
    ],
    ["a fraction", [simple({ value: 1.5 })], "settings[0].value", /whole number/],
    ["a number as text", [simple({ value: 1, valueType: "string" })], "settings[0].value", /must be text/],
    [
      "two groups of one",
      [{ type: "group", definitionId: "a", groups: [{ children: [] }, { children: [] }] }],
      "settings[0].groups",
      /one group/,
    ],
    [
      "plain values for options",
      [{ type: "choiceCollection", definitionId: "a", values: ["x"] }],
      "settings[0].values[0]",
      /an option/,
    ],
    [
      "options for plain values",
      [{ type: "simpleCollection", definitionId: "a", values: [{ value: "x" }] }],
      "settings[0].values[0]",
      /text or a number/,
    ],
    [
      "a mask for a secret",
      [simple({ value: "****", valueType: "secret" })],
      "settings[0].value",
      /give the real value/,
    ],
    [
      "a setting twice in a group",
      [
        {
          type: "groupCollection",
          definitionId: "g",
          groups: [{ children: [simple({ value: 1 }), simple({ value: 2 })] }],
        },
      ],
      "settings[0].groups[0].children[1].definitionId",
      /each setting once/,
    ],
  ])("is refused by its path where it has %s", async (_what, settings, property, reason) => {
    expect(await issuesOf(...settings)).toContainEqual({ property, reason: expect.stringMatching(reason) });
  });

  it("is put into canonical form: defaults, whole numbers, flags in order, a template's id in lower case", async () => {
    const news = await checked(
      served.plugin,
      policyUrn,
      policyInputs([simple({ value: "007", valueType: "integer" })], {
        technologies: "microsoftSense, mdm",
        templateId: "ABC_1",
      }),
    );
    expect(news).toEqual({
      name: "PIN recovery",
      platforms: "windows10",
      technologies: "mdm,microsoftSense",
      templateId: "abc_1",
      settings: [simple({ value: 7, valueType: "integer" })],
    });
  });
});
