import { describe, expect, it } from "vitest";
import { changesIn } from "../../../cli/drift/changes.ts";
import { factsOf } from "../../../cli/drift/words.ts";
import { planned, refreshed, type States, urnOf } from "./support.ts";

const secret = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "[secret]",
};
const notYet = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What is found where the refresh and the preview after it name the paths given. */
function changes(states: States, told: readonly string[], plan: readonly string[]) {
  return changesIn([refreshed("a", states, told), planned("update", "a", states, plan)]);
}

describe("drift", () => {
  it("is what the tenant changed and an update would take back", () => {
    const states = { before: { x: 1 }, after: { x: 2 }, declared: { x: 1 } };
    expect(changes(states, ["x"], ["x"])).toEqual({
      drifted: [
        {
          urn: urnOf("a"),
          type: "intune:index:WindowsCustomConfiguration",
          name: "a",
          id: "id of a",
          operation: "update",
          differences: [{ path: "x", declared: 1, actual: 2 }],
        },
      ],
      pending: [],
    });
  });

  it("is not what an update would leave", () => {
    const states = { before: { x: 1 }, after: { x: 2 }, declared: { x: 2 } };
    expect(changesIn([refreshed("a", states, ["x"]), planned("same", "a", states)])).toEqual({
      drifted: [],
      pending: [],
    });
  });

  it("is what was deleted in the tenant", () => {
    const states = { before: { x: 1 }, declared: { x: 1 } };
    const { drifted, pending } = changesIn([refreshed("a", states), planned("create", "a", states)]);
    expect(drifted).toMatchObject([{ name: "a", id: "id of a", operation: "create", differences: [] }]);
    expect(pending).toEqual([]);
  });

  it("is what the tenant added, and what it removed", () => {
    const states = {
      before: { list: ["ours"] },
      after: { list: ["theirs", "new"] },
      declared: { list: ["ours"] },
    };
    expect(changes(states, ["list[0]", "list[1]"], ["list[0]", "list[1]"]).drifted[0]?.differences).toEqual([
      { path: "list[0]", declared: "ours", actual: "theirs" },
      { path: "list[1]", declared: undefined, actual: "new" },
    ]);
  });

  it("is what refers to something that was deleted, and gets a new id", () => {
    const gone = { before: { x: 1 }, declared: { x: 1 } };
    const follows = { before: { id: "old" }, after: { id: "old" }, declared: { id: notYet } };
    const { drifted, pending } = changesIn([
      refreshed("gone", gone),
      refreshed("follows", follows),
      planned("create", "gone", gone),
      planned("update", "follows", follows, ["id"]),
    ]);
    expect(drifted.map(({ name }) => name)).toEqual(["follows", "gone"]);
    expect(drifted[0]?.differences).toEqual([{ path: "id", declared: "[not known yet]", actual: "old" }]);
    expect(pending).toEqual([]);
  });

  it("is told of a secret without either value, by what the provider says of it", () => {
    const states = { before: { s: [secret] }, after: { s: [secret] }, declared: { s: [secret] } };
    const differences = [{ path: "s[0]", declared: "[secret]", actual: "[secret]" }];
    expect(changes(states, ["s"], ["s[0]"])).toMatchObject({ drifted: [{ differences }], pending: [] });
    expect(changes(states, ["x"], ["s[0]"])).toMatchObject({ drifted: [], pending: [{ differences }] });
  });

  it("is told of a secret without its value, where what was read has lost its mark", () => {
    const states = { before: { s: secret }, after: { s: "hush" }, declared: { s: secret } };
    const found = changes(states, ["s"], ["s"]);
    expect(found.drifted[0]?.differences).toEqual([{ path: "s", declared: "[secret]", actual: "[secret]" }]);
    expect(JSON.stringify(found)).not.toContain("hush");
  });
});

describe("pending", () => {
  it("is what the program changed since the last update", () => {
    const states = { before: { x: 1 }, after: { x: 1 }, declared: { x: 2 } };
    expect(changes(states, [], ["x"])).toMatchObject({
      drifted: [],
      pending: [{ operation: "update", differences: [{ path: "x", declared: 2, actual: 1 }] }],
    });
  });

  it("is told apart from drift of the same resource", () => {
    const states = { before: { x: 1, y: 1 }, after: { x: 2, y: 1 }, declared: { x: 1, y: 2 } };
    expect(changes(states, ["x"], ["x", "y"])).toMatchObject({
      drifted: [{ differences: [{ path: "x", declared: 1, actual: 2 }] }],
      pending: [{ differences: [{ path: "y", declared: 2, actual: 1 }] }],
    });
  });

  it("is what the program would make, remove, replace and import", () => {
    const made = { declared: { x: 1 } };
    const removed = { before: { x: 1 }, after: { x: 1 } };
    const replaced = { before: { x: 1 }, after: { x: 1 }, declared: { x: 2 } };
    const { drifted, pending } = changesIn([
      refreshed("removed", removed),
      refreshed("replaced", replaced),
      planned("create", "made", made),
      planned("delete", "removed", removed),
      planned("create-replacement", "replaced", replaced, ["x"]),
      planned("replace", "replaced", replaced, ["x"]),
      planned("delete-replaced", "replaced", replaced),
      planned("import", "taken", made),
    ]);
    expect(drifted).toEqual([]);
    expect(pending.map(({ name, operation, differences }) => [name, operation, differences.length])).toEqual([
      ["made", "create", 0],
      ["removed", "delete", 0],
      ["replaced", "replace", 1],
      ["taken", "import", 0],
    ]);
    expect(pending.map(({ id }) => id)).toEqual([undefined, "id of removed", "id of replaced", undefined]);
  });

  it("is a reference to something that the program has yet to make", () => {
    const states = { before: { id: "old" }, after: { id: "old" }, declared: { id: notYet } };
    expect(changes(states, [], ["id"])).toMatchObject({ drifted: [], pending: [{ name: "a" }] });
  });
});

it("a target that the tenant removed is drift, and one that the program adds beside it is pending", () => {
  const group = (groupId: string) => ({ type: "group", groupId });
  const found = changes(
    {
      before: { targets: [group("ours"), group("kept")] },
      after: { targets: [group("kept")] },
      declared: { targets: [group("ours"), group("kept"), group("new")] },
    },
    ["targets[0]", "targets[1]"],
    ["targets[0]", "targets[1]", "targets[2]"],
  );
  const said = (["drift", "pending"] as const).map((kind) => {
    const [change] = kind === "drift" ? found.drifted : found.pending;
    return change && factsOf(change, kind, new Map()).map(({ sentence }) => sentence);
  });
  expect(said).toEqual([["group ours removed"], ["group new to be added"]]);
});
