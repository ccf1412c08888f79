import fc from "fast-check";
import { expect, it } from "vitest";
import { guidOf } from "../../lookups/guid.ts";

const dns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

// https://www.rfc-editor.org/rfc/rfc9562#name-example-of-a-uuidv5-value
it("is the standard's own example", () => {
  expect(guidOf(dns, "www.example.com")).toBe("2ed6657d-e927-568b-95e1-2665a8aea6a2");
});

it("is a GUID of version 5 for any name, and the same again", () => {
  fc.assert(
    fc.property(fc.uuid(), fc.string(), (namespace, name) => {
      const guid = guidOf(namespace, name);
      expect(guid).toMatch(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      expect(guidOf(namespace, name)).toBe(guid);
    }),
  );
});

it("differs by name and by namespace", () => {
  const other = "6ba7b811-9dad-11d1-80b4-00c04fd430c8";
  expect(new Set([guidOf(dns, "a"), guidOf(dns, "b"), guidOf(other, "a")]).size).toBe(3);
});
