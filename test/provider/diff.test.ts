import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffProperties, type PropertyChange } from "../../provider/diff.ts";
import { formatPath, type Keys } from "../../provider/paths.ts";
import { type PropertyMap, type PropertyValue, Secret, unknown } from "../../provider/values.ts";
import { plainMap } from "./support/arbitraries.ts";

const keys: Keys = { books: ({ isbn }) => String(isbn) };

/** Changes by path, as the engine gets them. */
function changesOf(old: PropertyMap, next: PropertyMap): Record<string, string> {
  return byPath(diffProperties(old, next, keys));
}

function byPath(changes: PropertyChange[]): Record<string, string> {
  return Object.fromEntries(changes.map(({ path, kind }) => [formatPath(path), kind]));
}

const reverse = { add: "delete", delete: "add", update: "update" } as const;

const book = fc.record({ isbn: fc.string(), title: fc.string() }, { noNullPrototype: true });
const books = fc.uniqueArray(book, { selector: ({ isbn }) => isbn });
const shuffled = books.chain((list) =>
  fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
);

const withBooks = fc
  .tuple(plainMap, fc.array(book, { maxLength: 3 }))
  .map(([map, list]): PropertyMap => ({ ...map, books: list }));

describe("the difference", () => {
  it("of a map with itself is none", () => {
    fc.assert(
      fc.property(withBooks, (map) => {
        expect(changesOf(map, structuredClone(map))).toEqual({});
      }),
    );
  });

  it("of two maps names the same paths in both directions, with add and delete swapped", () => {
    fc.assert(
      fc.property(withBooks, withBooks, (left, right) => {
        const there = diffProperties(left, right, keys);
        const back = diffProperties(right, left, keys);
        expect(byPath(back)).toEqual(byPath(there.map(({ path, kind }) => ({ path, kind: reverse[kind] }))));
      }),
    );
  });

  it("is none when only the order of a keyed list differs", () => {
    fc.assert(
      fc.property(shuffled, ([list, permuted]) => {
        expect(changesOf({ books: list }, { books: permuted })).toEqual({});
      }),
    );
  });

  it("is some when an element of a keyed list differs, wherever it stands", () => {
    fc.assert(
      fc.property(shuffled, ([list, permuted]) => {
        fc.pre(list.length > 0);
        const [first, ...others] = permuted;
        const next = [...others, { ...first, title: `${first?.title}!` }];
        expect(changesOf({ books: list }, { books: next })).not.toEqual({});
      }),
    );
  });
});

describe("a keyed list that differs", () => {
  const [one, two] = [
    { isbn: "1", title: "One" },
    { isbn: "2", title: "Two" },
  ];

  it.each<[string, PropertyMap[], PropertyMap[], Record<string, string>]>([
    [
      "names the member that changed",
      [one, two],
      [one, { ...two, title: "2" }],
      { "books[1].title": "update" },
    ],
    ["names an element that came", [one], [one, two], { "books[1]": "add" }],
    ["names an element that went", [one, two], [one], { "books[1]": "delete" }],
    ["names a position that another element has taken", [one], [two], { "books[0]": "update" }],
    [
      "is told from one with a key twice",
      [one, { ...one, title: "Uno" }],
      [one, one],
      { "books[1].title": "update" },
    ],
    [
      "is told from one with a key twice, backwards",
      [one, one],
      [one, { ...one, title: "Uno" }],
      { "books[1].title": "update" },
    ],
  ])("%s", (_name, old, next, expected) => {
    expect(changesOf({ books: old }, { books: next })).toEqual(expected);
  });

  it("names what is not known yet, and nothing around it", () => {
    expect(changesOf({ books: [one, two] }, { books: [one, { isbn: "2", title: unknown }] })).toEqual({
      "books[1].title": "update",
    });
    expect(changesOf({ books: [one] }, { books: [{ isbn: unknown, title: "One" }] })).toEqual({
      "books[0].isbn": "update",
    });
  });

  it("is one change where it is no list on one side", () => {
    expect(changesOf({ books: [one] }, { books: unknown })).toEqual({ books: "update" });
    expect(changesOf({}, { books: [one] })).toEqual({ books: "add" });
  });

  it("compares elements without a key by position", () => {
    expect(changesOf({ books: ["a", "b"] }, { books: ["a", "b"] })).toEqual({});
    expect(changesOf({ books: ["a", "b"] }, { books: ["b", "a"] })).toEqual({
      "books[0]": "update",
      "books[1]": "update",
    });
  });
});

describe("a value", () => {
  it.each<[string, PropertyValue, PropertyValue, Record<string, string>]>([
    ["that became secret differs", "1", new Secret("1"), { code: "update" }],
    [
      "within which a part became secret differs there",
      { a: 1 },
      { a: new Secret(1) },
      { "code.a": "update" },
    ],
    ["that is secret and the same is no difference", new Secret([1]), new Secret([1]), {}],
    [
      "that is secret and another differs as a whole",
      new Secret({ a: 1 }),
      new Secret({ a: 2 }),
      { code: "update" },
    ],
    ["that is no longer marked as secret is no difference", new Secret("1"), "1", {}],
    ["that is not known yet differs", "1", unknown, { code: "update" }],
    ["that is not known on either side differs", unknown, unknown, { code: "update" }],
    [
      "that is secret and not known yet differs",
      new Secret({ a: 1 }),
      new Secret({ a: unknown }),
      { code: "update" },
    ],
    ["of another type differs as a whole", [1], { 0: 1 }, { code: "update" }],
    ["that was null comes as new", null, "1", { code: "add" }],
    ["that is null goes", "1", null, { code: "delete" }],
    ["that is null in both is no difference", null, null, {}],
  ])("%s", (_name, old, next, expected) => {
    expect(changesOf({ code: old }, { code: next })).toEqual(expected);
  });

  it("that is null is the same as none", () => {
    expect(changesOf({ code: null }, {})).toEqual({});
    expect(changesOf({}, { code: null })).toEqual({});
  });

  it("of a name that objects inherit is new where there was none", () => {
    expect(changesOf({}, { constructor: [1], toString: "x" })).toEqual({
      constructor: "add",
      toString: "add",
    });
  });
});
