import fc from "fast-check";

type Json = Record<string, unknown>;

/** Where something is within JSON. */
export type Place = readonly (string | number)[];

/** What people and tools have written, and what the protocol itself gives a meaning to. */
const nasty: unknown[] = [
  null,
  "",
  "****",
  "PGEvPg==",
  "<a/>",
  [],
  {},
  { toString: 1, __proto__: 2 },
  JSON.parse('{"__proto__": 1}'),
  { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: 1 },
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "it's (odd)/\u2028\uf000",
  "#microsoft.graph.omaSettingSomethingNew",
  "#microsoft.graph.omaSettingInteger",
];
/** Any JSON, what people and tools have written among it. */
export const anyJson = fc.oneof(fc.constantFrom(...nasty), fc.jsonValue({ maxDepth: 2 }));

/** The value with another member at that place. */
export function withMember(value: unknown, [head, ...rest]: Place, member: unknown): unknown {
  if (head === undefined) {
    return member;
  }
  if (Array.isArray(value)) {
    return value.map((each, index) => (index === head ? withMember(each, rest, member) : each));
  }
  const object = Object(value) as Json;
  return { ...object, [head]: withMember(object[head], rest, member) };
}
