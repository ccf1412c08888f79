import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import * as mini from "zod/mini";
import { canonicalise, toPropertyMap, toPropertyValue } from "../../provider/check.ts";
import { hasUnknown, secretPaths, unmarkSecrets } from "../../provider/paths.ts";
import { type PropertyMap, type PropertyValue, Secret, unknown } from "../../provider/values.ts";
import { markedMap } from "./support/arbitraries.ts";
import { createLibrary, shelf } from "./support/library.ts";
import { serveLibrary, shelfInputs, shelfUrn } from "./support/served.ts";

const names = fc.constantFrom("room", "books", "label", "size", "tags", "isbn", "title", "pages", "x");

/** Inputs that are near enough to a shelf's to come past some of its rules. */
const nearInputs = fc.letrec<{ value: PropertyValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<PropertyValue>("", "north", "small", 3, 1.5, true, unknown, new Secret("1")),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(names, tie("value"), { noNullPrototype: true }),
  ),
})).value;

const anyInputs = fc.oneof(
  markedMap,
  fc.dictionary(names, nearInputs, { noNullPrototype: true }),
  fc.record({ room: fc.string(), books: nearInputs }, { noNullPrototype: true }),
);

describe("check", () => {
  const served = serveLibrary();

  it("gives canonical inputs or issues for any JSON, and never fails", () => {
    fc.assert(
      fc.property(anyInputs, (news) => {
        const { inputs, issues } = shelf.check(news, {});
        if (issues.length > 0) {
          expect(inputs).toBe(news);
        } else if (!hasUnknown(inputs)) {
          expect(shelf.inputs.parse(unmarkSecrets(inputs))).toEqual(unmarkSecrets(inputs));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("changes nothing in what is canonical already", () => {
    fc.assert(
      fc.property(anyInputs, (news) => {
        const once = shelf.check(news, {});
        fc.pre(once.issues.length === 0);
        expect(shelf.check(once.inputs, {})).toStrictEqual(once);
      }),
    );
  });

  it("keeps every secret secret", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b", "c")), fc.nat(), (tags, at) => {
        const marked = tags.map((tag, index) => (index === at % tags.length ? new Secret(tag) : tag));
        const { inputs } = shelf.check(shelfInputs({ tags: marked }), {});
        expect(secretPaths(inputs)).toHaveLength(tags.length > 0 ? 1 : 0);
        const shown = inputs.tags;
        const secret = tags[at % tags.length];
        if (
          Array.isArray(shown) &&
          secret !== undefined &&
          tags.indexOf(secret) === tags.lastIndexOf(secret)
        ) {
          expect(shown).not.toContain(secret);
        }
      }),
    );
  });

  it("never repeats a value in an issue", () => {
    const passcode = "hunter2";
    fc.assert(
      fc.property(
        fc.dictionary(
          names,
          fc.constantFrom<PropertyValue>(passcode, [passcode], { isbn: [passcode] }, { x: passcode }),
        ),
        (news) => {
          expect(JSON.stringify(shelf.check({ room: "", ...news }, {}).issues)).not.toContain(passcode);
        },
      ),
    );
  });

  it("gives the canonical form, with defaults and in the order of the old inputs", async () => {
    const old = shelfInputs({
      books: [
        { isbn: "1", title: "One" },
        { isbn: "2", title: "Two" },
      ],
    });
    const news = {
      room: "north",
      books: [
        { isbn: "2", title: " Two " },
        { isbn: "1", title: "One" },
      ],
      tags: ["a", "a"],
    };
    expect(await served.plugin.check(shelfUrn, news, old)).toStrictEqual({
      inputs: { ...old, tags: ["a"] },
      issues: [],
    });
  });

  it("keeps a mark on the element that has it, wherever the element goes", async () => {
    const old = shelfInputs({
      books: [
        { isbn: "1", title: "One" },
        { isbn: "2", title: "Two" },
      ],
    });
    const news = shelfInputs({
      books: [
        { isbn: "2", title: new Secret(" Two ") },
        { isbn: "1", title: "One" },
      ],
    });
    const { inputs } = await served.plugin.check(shelfUrn, news, old);
    expect(inputs.books).toStrictEqual([
      { isbn: "1", title: "One" },
      { isbn: "2", title: new Secret("Two") },
    ]);
  });

  it("makes a list secret as a whole when its positions no longer say which element is", async () => {
    const news = shelfInputs({ tags: ["a", "a", new Secret("b"), "c"] });
    const { inputs } = await served.plugin.check(shelfUrn, news);
    expect(inputs.tags).toStrictEqual(new Secret(["a", "b", "c"]));
  });

  it("takes a secret that is null as absent", async () => {
    const { inputs, issues } = await served.plugin.check(shelfUrn, shelfInputs({ label: new Secret(null) }));
    expect({ inputs, issues }).toStrictEqual({ inputs: shelfInputs(), issues: [] });
  });

  it("reports every issue with its path", async () => {
    const news = {
      room: "",
      books: [{ isbn: "1" }, { isbn: 2, title: "Two", pages: 1.5 }],
      size: "huge",
      "no such": 1,
    };
    const { inputs, issues } = await served.plugin.check(shelfUrn, news);
    expect(issues).toEqual([
      { property: "room", reason: "must not be empty" },
      { property: "books[0].title", reason: "is required" },
      { property: "books[1].isbn", reason: "must be of type string" },
      { property: "books[1].pages", reason: "must be of type int" },
      { property: "size", reason: "must be one of small, large" },
      { property: '["no such"]', reason: "is not a property of this resource; remove it" },
    ]);
    expect(inputs).toStrictEqual(news);
  });

  it("passes what is unknown, and still reports the issues around it", async () => {
    const news = {
      room: unknown,
      books: [{ isbn: unknown, title: 1 }, unknown, { isbn: "", title: unknown, toString: "y" }],
      size: new Secret("huge"),
      "no such": 1,
    };
    expect((await served.plugin.check(shelfUrn, news)).issues).toEqual([
      { property: '["no such"]', reason: "is not a property of this resource; remove it" },
      { property: "books[0].title", reason: "must be of type string" },
      { property: "books[2].toString", reason: "is not a property of this resource; remove it" },
      { property: "books[2].isbn", reason: "must not be empty" },
      { property: "", reason: "size must be one of small, large" },
    ]);
  });

  it("gives the known parts around an unknown in canonical form, with their marks", async () => {
    const news = {
      room: new Secret("north"),
      books: [{ isbn: unknown, title: " One " }],
      tags: unknown,
      size: unknown,
    };
    expect(await served.plugin.check(shelfUrn, news)).toStrictEqual({
      inputs: {
        room: new Secret("north"),
        books: [{ isbn: unknown, title: "One" }],
        tags: unknown,
        size: unknown,
      },
      issues: [],
    });
    expect(createLibrary().shelves.size).toBe(0);
  });
});

describe("canonical form", () => {
  const anyPart = { code: [unknown] };

  it("lets pass what is unknown within a part that has no members to look at", () => {
    const schema = z.strictObject({ code: z.union([z.string(), z.array(z.string())]) });
    expect(canonicalise(schema, anyPart)).toEqual({ value: anyPart, issues: [] });
  });

  it("looks through transforms at what is around an unknown", () => {
    const schema = z.strictObject({ code: z.array(z.string()).transform((list) => list.length) });
    expect(canonicalise(schema, { code: [unknown, 1] }).issues).toEqual([
      { property: "code[1]", reason: "must be of type string" },
    ]);
  });

  it("is refused for a member that was not made with zod's own z", () => {
    const schema = z.strictObject({ code: mini.string(), id: z.string() });
    expect(() => canonicalise(schema, { code: "1", id: unknown })).toThrow(
      new TypeError("schema string was not made with zod's z"),
    );
  });

  it("names a member that is a symbol by its description", () => {
    const schema = z.strictObject({ code: z.string() }).superRefine((_value, context) => {
      context.addIssue({ code: "custom", path: [Symbol("inner")], message: "is wrong" });
    });
    expect(canonicalise(schema, { code: "1" }).issues).toEqual([
      { property: '["Symbol(inner)"]', reason: "is wrong" },
    ]);
  });

  it("leaves out members that are null or undefined, and knows no other kinds of value", () => {
    const made: PropertyMap = toPropertyMap({
      a: undefined,
      b: null,
      c: [null, { d: undefined, e: 1 }],
      f: false,
    });
    expect(made).toStrictEqual({ c: [null, { e: 1 }], f: false });
    expect(toPropertyValue(Symbol("x"))).toBeNull();
  });
});
