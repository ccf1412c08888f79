import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  alignOrder,
  formatPath,
  hasUnknown,
  type Keys,
  keysOf,
  markSecrets,
  memberOf,
  secretPaths,
  stablePath,
  translatePath,
  unmarkSecrets,
} from "../../provider/paths.ts";
import { type PropertyMap, Secret, unknown } from "../../provider/values.ts";
import { markedMap, plainMap } from "./support/arbitraries.ts";

const keys: Keys = { books: ({ isbn }) => String(isbn) };
const byIsbn = ({ isbn }: { isbn?: unknown }) => String(isbn);
const [one, two, three] = [{ isbn: "1" }, { isbn: "2" }, { isbn: "3" }];

describe("a path", () => {
  it.each([
    [["books", 0, "title"], "books[0].title"],
    [["a-b"], '["a-b"]'],
    [["tags", "x y", "$z"], 'tags["x y"].$z'],
    [["tags", '"'], 'tags["\\""]'],
    [[], ""],
  ])("%j is written %s", (path, text) => {
    expect(formatPath(path)).toBe(text);
  });

  it("leads to nothing where an object only inherits that name", () => {
    expect(memberOf({}, "toString")).toBeUndefined();
    expect(memberOf({ toString: "own" }, "toString")).toBe("own");
  });
});

describe("secret marks", () => {
  it("come off everywhere, and go back where they were", () => {
    fc.assert(
      fc.property(markedMap, (marked) => {
        const plain = unmarkSecrets(marked);
        const concealed = markSecrets(plain, secretPaths(marked));
        expect(secretPaths(plain)).toEqual([]);
        expect(secretPaths(concealed)).toEqual(secretPaths(marked));
        expect(isDeepStrictEqual(unmarkSecrets(concealed), plain)).toBe(true);
      }),
    );
  });

  it("are not put on what is secret or unknown already", () => {
    const value = { code: new Secret("1"), id: unknown };
    expect(markSecrets(value, [["code"], ["id"]])).toStrictEqual(value);
  });

  it("go nowhere where the path leads to nothing", () => {
    expect(markSecrets({ code: "1", list: [1] }, [["code", "x"], ["list", 3], ["other"]])).toStrictEqual({
      code: "1",
      list: [1],
    });
  });
});

describe("an unknown part", () => {
  it.each([
    [{ a: unknown }, true],
    [{ a: [{ b: unknown }] }, true],
    [{ a: new Secret([unknown]) }, true],
    [{ a: [1, null, "x"], b: {} }, false],
  ])("of %j is found: %s", (value, expected) => {
    expect(hasUnknown(value)).toBe(expected);
  });
});

describe("the place of a part in a value that was made of another", () => {
  it("is the same while the shape is the same", () => {
    const value = { rows: [{ a: "1" }, { a: "2" }] };
    expect(stablePath(["rows", 1, "a"], value, value)).toEqual(["rows", 1, "a"]);
  });

  it("is the whole list when the list has become shorter", () => {
    expect(stablePath(["rows", 2], { rows: ["a", "a", "b"] }, { rows: ["a", "b"] })).toEqual(["rows"]);
  });

  it("is the whole value when it has become something else, or is gone", () => {
    expect(stablePath(["rows", 0], { rows: ["a"] }, { rows: "a" })).toEqual(["rows"]);
    expect(stablePath(["rows", "a", "b"], { rows: { a: { b: 1 } } }, { rows: {} })).toEqual(["rows", "a"]);
  });

  it("follows the element of a keyed list", () => {
    const from = { books: [one, two] };
    expect(translatePath(["books", 1, "title"], from, { books: [two, one] }, keys)).toEqual([
      ["books", 0, "title"],
    ]);
    expect(translatePath(["books", 1], from, { books: [one] }, keys)).toEqual([]);
    expect(translatePath(["books"], from, { books: [one] }, keys)).toEqual([["books"]]);
  });

  it("is at each element that has the key, so that no secret loses its mark", () => {
    const to = { books: [two, one, two] };
    expect(translatePath(["books", 0, "title"], { books: [two] }, to, keys)).toEqual([
      ["books", 0, "title"],
      ["books", 2, "title"],
    ]);
  });

  it("is the whole of a list below where its elements are others, so that no mark moves to another element", () => {
    const shelf = (...ids: string[]) => ({
      books: [{ ...one, children: ids.map((id) => ({ id, text: id })) }],
    });
    const below = { children: ({ id = null }: PropertyMap) => String(id) };
    const path = ["books", 0, "children", 1, "text"];
    expect(translatePath(path, shelf("a", "b"), shelf("a", "b"), keys, below)).toEqual([path]);
    expect(translatePath(path, shelf("a", "b"), shelf("b", "c"), keys, below)).toEqual([path.slice(0, 3)]);
  });

  it("is nowhere for an element that has no key", () => {
    const list = { books: [unknown] };
    expect(translatePath(["books", 0], list, list, keys)).toEqual([]);
  });

  it("stays by position in a list without keys", () => {
    const from = { tags: ["a", "b"] };
    expect(translatePath(["tags", 1], from, { tags: ["x", "b"] }, keys)).toEqual([["tags", 1]]);
    expect(translatePath(["tags", 1], from, { tags: ["b"] }, keys)).toEqual([["tags"]]);
  });
});

describe("a keyed list", () => {
  it("takes the order of the model, new elements last", () => {
    const aligned = alignOrder({ books: [three, two, one], room: "north" }, { books: [one, two] }, keys);
    expect(aligned).toStrictEqual({ books: [one, two, three], room: "north" });
  });

  it("takes the order of the model also when it is secret as a whole", () => {
    const secret = { books: new Secret([two, one]) };
    expect(alignOrder(secret, { books: new Secret([one, two]) }, keys)).toStrictEqual({
      books: new Secret([one, two]),
    });
  });

  it("stays as it is while a part of it is unknown, or when it is no list", () => {
    const model = { books: [one, two] };
    for (const books of [[two, { isbn: unknown }], unknown, new Secret("x"), "x"]) {
      expect(alignOrder({ books }, model, keys)).toStrictEqual({ books });
    }
  });

  it("has a key for each element that is a known map", () => {
    expect(keysOf([one, new Secret(two), "x", { isbn: unknown }], byIsbn)).toEqual([
      "1",
      "2",
      undefined,
      undefined,
    ]);
    expect(keysOf(undefined, byIsbn)).toEqual([]);
    expect(keysOf("x", byIsbn)).toEqual([]);
  });

  it("keeps all its elements, whatever the model", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(20)), fc.array(fc.nat(20)), (numbers, model) => {
        const list = (ids: number[]) => ids.map((id) => ({ isbn: String(id) }));
        const { books } = alignOrder({ books: list(numbers) }, { books: list(model) }, keys);
        expect(keysOf(books, byIsbn).toSorted()).toEqual(numbers.map(String).toSorted());
      }),
    );
  });

  it("leaves a map without such a list alone", () => {
    fc.assert(
      fc.property(plainMap, (map) => {
        expect(isDeepStrictEqual(alignOrder(map, {}, { "no such": byIsbn }), map)).toBe(true);
      }),
    );
  });
});
