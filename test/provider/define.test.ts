import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineResource } from "../../provider/define.ts";
import { PartialFailure } from "../../provider/errors.ts";
import { type PropertyMap, Secret, unknown } from "../../provider/values.ts";
import { failureOf, initFailureOf } from "./support/protocol.ts";
import { serveLibrary, shelfInputs, shelfUrn } from "./support/served.ts";

const one = { isbn: "1", title: "One" };
const two = { isbn: "2", title: "Two" };
const secretTwo = { isbn: "2", title: new Secret("Two") };

describe("a defined resource", () => {
  const served = serveLibrary();

  async function created(inputs = shelfInputs()) {
    await served.plugin.configure();
    return served.plugin.create(shelfUrn, inputs);
  }

  it("is made of plain inputs, and has inputs and outputs as its properties", async () => {
    const inputs = shelfInputs({ label: new Secret("A") });
    expect(await created(inputs)).toStrictEqual({
      id: "shelf-1",
      properties: { ...inputs, revision: 1 },
    });
    expect(served.library.shelves.get("shelf-1")?.inputs.label).toBe("A");
  });

  it("keeps the marks of its keyed elements through create, read and update, wherever they stand", async () => {
    const inputs = shelfInputs({ books: [one, secretTwo] });
    const { id, properties } = await created(inputs);
    expect(properties.books).toStrictEqual([one, secretTwo]);

    served.library.shelves.get(id)?.inputs.books.reverse();
    const read = await served.plugin.read(shelfUrn, id, { inputs, properties });
    expect(read).toStrictEqual({ id, inputs, properties });

    const news = shelfInputs({ books: [secretTwo, { isbn: "3", title: "Three" }] });
    const updated = await served.plugin.update(shelfUrn, id, news, { inputs, properties });
    expect(updated.properties).toStrictEqual({ ...news, revision: 2 });
  });

  it("shows drift in its inputs, in the order of the program, new elements last", async () => {
    const inputs = shelfInputs({ books: [two, one] });
    const { id, properties } = await created(inputs);
    served.library.shelves.get(id)?.inputs.books.unshift({ isbn: "0", title: "Zero" });
    const read = await served.plugin.read(shelfUrn, id, { inputs, properties });
    expect(read?.inputs.books).toStrictEqual([two, one, { isbn: "0", title: "Zero" }]);
    expect(await served.plugin.diff(shelfUrn, read?.inputs ?? {}, inputs)).toMatchObject({
      details: { "books[2]": "DELETE" },
    });
  });

  it("drops the mark of an element that is gone", async () => {
    const inputs = shelfInputs({ books: [secretTwo, one] });
    const { id, properties } = await created(inputs);
    served.library.shelves.get(id)?.inputs.books.shift();
    const read = await served.plugin.read(shelfUrn, id, { inputs, properties });
    expect(read?.inputs.books).toStrictEqual([one]);
  });

  it("is secret where it was read from behind a mask, whatever the program says", async () => {
    const inputs = shelfInputs({ books: [two, one] });
    const { id, properties } = await created(inputs);
    const shelf = served.library.shelves.get(id);
    shelf?.inputs.books.reverse();
    if (shelf !== undefined) {
      shelf.secrets = [["books", 1, "title"]];
    }
    const read = await served.plugin.read(shelfUrn, id, { inputs, properties });
    expect(read?.inputs.books).toStrictEqual([secretTwo, one]);
  });

  it("is imported without any state, and is undefined when there is none of that id", async () => {
    const { id, properties } = await created();
    expect(await served.plugin.read(shelfUrn, id)).toStrictEqual({ id, inputs: shelfInputs(), properties });
    expect(await served.plugin.read(shelfUrn, "shelf-9")).toBeUndefined();
  });

  it("is deleted with its old state at hand", async () => {
    const { id, properties } = await created();
    await served.plugin.delete(shelfUrn, id, { inputs: shelfInputs(), properties });
    expect(served.library.shelves.size).toBe(0);
  });

  it.each<[string, PropertyMap]>([
    ["a value that no program may declare", { size: "hunter2" }],
    ["a list that is none", { books: 5 }],
    ["a member that nobody knows", { extra: { toString: null } }],
  ])(
    "whose state holds %s, as it was read, is refreshed, updated and deleted all the same",
    async (_, odd) => {
      const { id } = await created();
      const old = { inputs: { ...shelfInputs(), ...odd }, properties: { revision: 1 } };
      expect((await served.plugin.read(shelfUrn, id, old))?.inputs).toEqual(shelfInputs());
      expect((await served.plugin.diff(shelfUrn, old.inputs, shelfInputs())).changed).toBe(true);
      const { properties } = await served.plugin.update(shelfUrn, id, shelfInputs(), old);
      expect(properties).toMatchObject({ ...shelfInputs(), revision: 2 });
      await served.plugin.delete(shelfUrn, id, { ...old, properties });
      expect(served.library.shelves.size).toBe(0);
    },
  );

  it("refuses inputs that its check cannot have given, by path and without the value", async () => {
    await created();
    const { details } = await failureOf(served.plugin.create(shelfUrn, shelfInputs({ size: "hunter2" })));
    expect(details).toBe("The inputs of this library:index:Shelf are not as its check gives them (size).");
  });

  it("previews a create with outputs that are unknown", async () => {
    const inputs = shelfInputs({ room: unknown });
    expect(await served.plugin.create(shelfUrn, inputs, { preview: true })).toStrictEqual({
      id: "",
      properties: { ...inputs, revision: unknown },
    });
    expect(served.library.shelves.size).toBe(0);
  });

  it("previews an update with the outputs that it has", async () => {
    const old = { inputs: shelfInputs(), properties: { ...shelfInputs(), revision: 4 } };
    const news = shelfInputs({ label: new Secret("B") });
    const preview = { preview: true };
    expect(await served.plugin.update(shelfUrn, "shelf-1", news, old, preview)).toStrictEqual({
      properties: { ...news, revision: 4 },
    });
    const without = await served.plugin.update(shelfUrn, "shelf-1", news, { inputs: shelfInputs() }, preview);
    expect(without.properties.revision).toBe(unknown);
  });
});

describe("the diff of a defined resource", () => {
  const served = serveLibrary();

  it("leaves alone an unmanaged input that the program does not give", async () => {
    const labelled = shelfInputs({ label: "A" });
    expect(await served.plugin.diff(shelfUrn, labelled, shelfInputs())).toEqual({
      changed: false,
      properties: [],
      replaces: [],
      details: {},
    });
    const relabelled = await served.plugin.diff(shelfUrn, labelled, shelfInputs({ label: "B" }));
    expect(relabelled.details).toEqual({ label: "UPDATE" });
    const first = await served.plugin.diff(shelfUrn, shelfInputs(), labelled);
    expect(first.details).toEqual({ label: "ADD" });
  });

  it("deletes other inputs that the program does not give any more", async () => {
    const { details } = await served.plugin.diff(shelfUrn, shelfInputs({ tags: ["a"] }), shelfInputs());
    expect(details).toEqual({ tags: "DELETE" });
  });

  it("names what needs a new resource", async () => {
    const news = shelfInputs({ room: "south", books: [one, two] });
    expect(await served.plugin.diff(shelfUrn, shelfInputs(), news)).toEqual({
      changed: true,
      properties: ["books", "room"],
      replaces: ["room"],
      details: { room: "UPDATE_REPLACE", "books[1]": "ADD" },
    });
  });

  it("names an input that needs a new resource also when it comes or goes", async () => {
    const { room: _room, ...without } = shelfInputs();
    expect((await served.plugin.diff(shelfUrn, without, shelfInputs())).details).toEqual({
      room: "ADD_REPLACE",
    });
    expect((await served.plugin.diff(shelfUrn, shelfInputs(), without)).details).toEqual({
      room: "DELETE_REPLACE",
    });
  });
});

describe("a resource of which only a part could be made", () => {
  const served = serveLibrary();

  function failWith(books: object[], cause: unknown) {
    served.library.during = async () => {
      throw new PartialFailure({
        id: "shelf-7",
        inputs: { room: "north", books, size: "small" },
        outputs: { revision: 1 },
        cause,
      });
    };
  }

  it("fails its create with id, inputs, properties and reasons", async () => {
    await served.plugin.configure();
    failWith([two], new Error("no space: ümläut\nsecond line"));
    const error = await failureOf(served.plugin.create(shelfUrn, shelfInputs({ books: [one, secretTwo] })));
    expect(error).toMatchObject({ code: status.UNKNOWN, details: "no space: ümläut\nsecond line" });
    const inputs = shelfInputs({ books: [secretTwo] });
    expect(initFailureOf(error)).toStrictEqual({
      id: "shelf-7",
      inputs,
      properties: { ...inputs, revision: 1 },
      reasons: ["no space: ümläut\nsecond line"],
    });
  });

  it("keeps secret in a failed update what was so before, and what is to be so", async () => {
    await served.plugin.configure();
    failWith([one, two], "a thrown text");
    const old = { inputs: shelfInputs({ books: [secretTwo] }), properties: { revision: 1 } };
    const news = shelfInputs({ books: [{ isbn: "1", title: new Secret("One") }] });
    const error = await failureOf(served.plugin.update(shelfUrn, "shelf-7", news, old));
    const failure = initFailureOf(error);
    expect(failure.inputs.books).toStrictEqual([{ isbn: "1", title: new Secret("One") }, secretTwo]);
    expect(failure.reasons).toEqual(["a thrown text"]);
  });

  it("fails as it is when nothing was made", async () => {
    await served.plugin.configure();
    served.library.during = () => Promise.reject(new RangeError("no shelf is left"));
    const error = await failureOf(served.plugin.create(shelfUrn, shelfInputs()));
    expect(error).toMatchObject({ code: status.UNKNOWN, details: "no shelf is left" });
    expect(error.metadata.get("grpc-status-details-bin")).toEqual([]);
  });
});

describe("a resource without keys", () => {
  it("has no unordered lists, replacements or unmanaged inputs", () => {
    const made = { id: "1", inputs: {}, outputs: {} };
    const bare = defineResource({
      token: "library:index:Bare",
      description: "A resource with nothing but a name.",
      inputs: z.strictObject({ names: z.array(z.string()).optional() }),
      outputs: z.strictObject({}),
      create: async () => made,
      read: async () => made,
      update: async () => ({ outputs: {} }),
      delete: async () => undefined,
    });
    expect(bare.diff({ names: ["a", "b"] }, {})).toEqual({
      changes: [{ path: ["names"], kind: "delete" }],
      replaces: [],
    });
    expect(bare.diff({ names: ["a", "b"] }, { names: ["b", "a"] }).changes).toHaveLength(2);
    expect(bare.replaceOn).toEqual([]);
  });
});
