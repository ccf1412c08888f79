import { expect, it } from "vitest";
import { namesOf } from "../../../cli/drift/names.ts";
import { change } from "./support.ts";

it("asks what a filter is called that is declared and not in the tenant, beside the one that is there", async () => {
  const graph = {
    read: async ({ path }: { path: string }) => ({ displayName: `name of ${path.split(/[/?]/).at(-2)}` }),
  };
  const on = (filterId: string) => ({ type: "group", groupId: "g1", filterId, filterMode: "include" });
  const names = await namesOf(
    { graph, signal: new AbortController().signal },
    [change({ targets: { declared: [on("ours")], actual: [on("theirs")] } })],
    [],
  );
  expect(Object.fromEntries(names)).toEqual({
    g1: "name of g1",
    ours: "name of ours",
    theirs: "name of theirs",
  });
});
