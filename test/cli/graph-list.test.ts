import { expect, it } from "vitest";
import { z } from "zod";
import { listItems } from "../../cli/graph-list.ts";
import type { Graph } from "../../graph/client.ts";

const unused = () => Promise.reject(new Error("not expected"));

/** A Graph that answers every read by the same page. */
function answering(page: unknown): { graph: Graph; reads: string[] } {
  const reads: string[] = [];
  const read: Graph["read"] = async ({ path }) => {
    if (reads.push(path) > 10) {
      throw new Error("reads without end");
    }
    return page;
  };
  return { graph: { read, send: unused, change: unused, cloud: unused, tenantId: unused }, reads };
}

async function all(list: AsyncIterable<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of list) {
    items.push(item);
  }
  return items;
}

const { signal } = new AbortController();
const listed = { path: "/x", item: z.unknown(), signal };

it.each([5, "https://graph.example/v1.0/x?$skiptoken=1"])(
  "a list of the companion ends in an error where the link to the next page is always %j",
  async (link) => {
    const { graph, reads } = answering({ value: [1], "@odata.nextLink": link });
    const list = all(listItems(graph, listed));
    await expect(list).rejects.toMatchObject({ name: "GraphError", code: "unexpectedResponse" });
    expect(reads.length).toBeLessThan(3);
  },
);

it("a list of the companion reads no page after the most that are wanted", async () => {
  const { graph, reads } = answering({ value: [1], "@odata.nextLink": "https://graph.example/2" });
  expect(await all(listItems(graph, { ...listed, mostPages: 1 }))).toEqual([1]);
  expect(reads).toEqual(["/x"]);
});
