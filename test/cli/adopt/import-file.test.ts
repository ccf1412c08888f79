import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withIds, writeImportFile } from "../../../cli/adopt/import-file.ts";
import { failureOf } from "../../graph/support/connection.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "import-file-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const component = (name: string, parent?: string) => ({
  type: "my:index:Component",
  name,
  component: true,
  ...(parent === undefined ? {} : { parent }),
});
const resource = (name: string, parent: string) => ({
  type: "my:index:Thing",
  name,
  id: "<PLACEHOLDER>",
  parent,
  version: "1.2.3",
});

describe("an import file", () => {
  it("has what was found, with its ids and all else as the engine wrote it", () => {
    const file = {
      nameTable: { top: "urn:pulumi:dev::p::t::top" },
      resources: [{ ...resource("thing2", "top"), logicalName: "thing" }, resource("other", "top")],
    };
    const filled = withIds(file, (type, name) =>
      `${type} ${name}` === "my:index:Thing thing" ? "7" : undefined,
    );
    expect(filled).toEqual({ ...file, resources: [{ ...file.resources[0], id: "7" }] });
  });

  it("has the components above what was found, and no others", () => {
    const file = {
      resources: [
        component("top"),
        component("middle", "top"),
        resource("found", "middle"),
        component("empty", "top"),
        resource("missing", "empty"),
      ],
    };
    const names = withIds(file, (_, name) => (name === "found" ? "7" : undefined)).resources.map(
      ({ name }) => name,
    );
    expect(names).toEqual(["top", "middle", "found"]);
  });

  it("takes no component for a resource", () => {
    const file = { resources: [component("top")] };
    expect(withIds(file, () => "7").resources).toEqual([]);
  });
});

describe("the written import file", () => {
  it("is for its owner alone, where asked for", async () => {
    const target = path.join(folder, "import.json");
    expect(await writeImportFile({ resources: [] }, target)).toBe(target);
    expect((await stat(target)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(target, "utf8"))).toEqual({ resources: [] });
  });

  it("is in a folder of its own where no path was given", async () => {
    const [first, second] = [
      await writeImportFile({ resources: [] }, undefined),
      await writeImportFile({ resources: [] }, undefined),
    ];
    expect(first).not.toBe(second);
    expect((await stat(path.dirname(first))).mode & 0o777).toBe(0o700);
    await Promise.all([first, second].map((file) => rm(path.dirname(file), { recursive: true })));
  });

  it("takes the place of no file", async () => {
    const target = path.join(folder, "import.json");
    await writeFile(target, "mine");
    expect(await failureOf(writeImportFile({ resources: [] }, target))).toMatchObject({
      code: "fileNotWritten",
    });
    expect(await readFile(target, "utf8")).toBe("mine");
  });
});
