import fc from "fast-check";
import { type PropertyMap, type PropertyValue, Secret, unknown } from "../../../provider/values.ts";

const scalar: fc.Arbitrary<PropertyValue> = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.double({ noNaN: true }),
  fc.constantFrom("toString", "__proto__", "constructor"),
);

const name = fc.oneof(
  fc.constantFrom("a", "b", "c"),
  fc.string(),
  fc.constantFrom("toString", "__proto__", "constructor"),
);

/** A protobuf map in JavaScript cannot have a member of that name. */
const wireName = name.filter((text) => text !== "__proto__");

/** Property values without marks, as they come out of a protocol message: no member of a map is null. */
export const plainMap: fc.Arbitrary<PropertyMap> = fc.letrec<{ value: PropertyValue; map: PropertyMap }>(
  (tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      scalar,
      fc.array(fc.oneof(tie("value"), fc.constant(null)), { maxLength: 4 }),
      tie("map"),
    ),
    map: fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  }),
).map;

/** Property values in which any part may be secret or unknown, as messages can carry them. */
export const markedMap: fc.Arbitrary<PropertyMap> = fc.letrec<{ value: PropertyValue; map: PropertyMap }>(
  (tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      scalar,
      fc.constant(unknown),
      scalar.map((value) => new Secret(value)),
      tie("map").map((value) => new Secret(value)),
      fc.array(fc.oneof(tie("value"), fc.constant(null)), { maxLength: 4 }),
      tie("map"),
    ),
    map: fc.dictionary(wireName, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  }),
).map;
