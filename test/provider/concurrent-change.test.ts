import { describe, expect, it } from "vitest";
import { describeConcurrentChange } from "../../provider/concurrent-change.ts";
import { type PropertyMap, Secret, unknown } from "../../provider/values.ts";

const keys = { books: (book: PropertyMap) => String(book.isbn) };
const shelf = {
  label: "A",
  books: [
    { isbn: "1", title: "One" },
    { isbn: "2", title: new Secret("Two") },
  ],
};

describe("what is told of others' work", () => {
  it("is nothing where there was none, in whatever order", () => {
    const turned = { ...shelf, books: shelf.books.toReversed() };
    expect(describeConcurrentChange(shelf, turned, keys, "changed")).toBeUndefined();
  });

  it("names each difference by its path, with both values", () => {
    const found = { label: "B", books: [...shelf.books, { isbn: "3", title: "Three" }] };
    expect(describeConcurrentChange(shelf, found, keys, "changed")).toBe(
      [
        "This resource was changed outside this run:",
        '  label: "A" -> "B"',
        '  books[2]: (none) -> {"isbn":"3","title":"Three"}',
        "Where this run wrote the same property, its value has replaced theirs; `pulumi preview` shows what else differs.",
      ].join("\n"),
    );
  });

  it("hides what is secret on either side, and inside of what is told whole", () => {
    const found = {
      ...shelf,
      books: [
        { isbn: "1", title: "One" },
        { isbn: "2", title: new Secret("hush") },
      ],
    };
    expect(describeConcurrentChange(shelf, found, keys, "changed")).toContain(
      'books[1].title: "[secret]" -> "[secret]"',
    );
    const gone = { ...shelf, books: [{ isbn: "1", title: "One" }] };
    expect(describeConcurrentChange(shelf, gone, keys, "deleted")).toContain(
      'books[1]: {"isbn":"2","title":"[secret]"} -> (none)\nThis run has deleted it all the same.',
    );
    const secret = { label: new Secret({ deep: "hush" }), books: unknown };
    expect(describeConcurrentChange({ books: [] }, secret, {}, "changed")).toMatch(
      /books: \[\] -> "\[unknown\]"\n {2}label: \(none\) -> "\[secret\]"/,
    );
  });
});
