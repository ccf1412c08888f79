import { describe, expect, it } from "vitest";
import { nextLink, pagesOf } from "../../graph/pages.ts";

/** Reads the pages of a collection whose pages name the next one so; more than ten reads are one without end. */
async function pathsRead(next: (path: string) => unknown): Promise<string[]> {
  const paths: string[] = [];
  const read = async (path: string) => {
    if (paths.push(path) > 10) {
      throw new Error("reads without end");
    }
    return { value: [], "@odata.nextLink": next(path) };
  };
  for await (const page of pagesOf("/x", read)) {
    expect(page.path).toBe(paths.at(-1));
  }
  return paths;
}

describe("the pages of a collection", () => {
  it("are read until one names no other", async () => {
    const links: Record<string, string> = { "/x": "https://g/2", "https://g/2": "https://g/3" };
    expect(await pathsRead((path) => links[path])).toEqual(["/x", "https://g/2", "https://g/3"]);
    expect(await pathsRead(() => null)).toEqual(["/x"]);
  });

  it.each([5, true, "", {}, ["https://g/2"]])("end in an error where the link is %j", async (link) => {
    await expect(pathsRead(() => link)).rejects.toMatchObject({
      code: "unexpectedResponse",
      message: "GET /x: Graph answered an `@odata.nextLink` that is no link",
    });
    expect(() => nextLink({ path: "/x", body: { "@odata.nextLink": link } })).toThrow(/that is no link/);
  });

  it.each<[string, (path: string) => string]>([
    ["itself", () => "https://g/2"],
    ["the first", (path) => (path === "/x" ? "https://g/2" : "/x")],
    ["one in turn", (path) => (path === "https://g/2" ? "https://g/3" : "https://g/2")],
  ])("end in an error where one links to %s again, not in reads for ever", async (_what, next) => {
    await expect(pathsRead(next)).rejects.toMatchObject({
      code: "unexpectedResponse",
      message: expect.stringMatching(/Graph answered an `@odata\.nextLink` to a page that was read before$/),
    });
  });

  it.each([undefined, null, "text", 5])("name no other where the response is %j", (body) => {
    expect(nextLink({ path: "/x", body })).toBeUndefined();
  });
});
