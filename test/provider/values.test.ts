import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { describe, expect, it } from "vitest";
import { decodeProperties, encodeProperties, Secret, unknown } from "../../provider/values.ts";
import { markedMap } from "./support/arbitraries.ts";

const { Struct } = structPb;

const secretSignature = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

describe("property values", () => {
  it("come back from a message as they were, with their marks", () => {
    fc.assert(
      fc.property(markedMap, (properties) => {
        const bytes = encodeProperties(properties).serializeBinary();
        const received = decodeProperties(Struct.deserializeBinary(bytes));
        expect(isDeepStrictEqual(received, properties)).toBe(true);
      }),
    );
  });

  it("travel in the engine's own form", () => {
    const message = encodeProperties({ code: new Secret("1234"), id: unknown, names: ["a", null], on: true });
    expect(message.toJavaScript()).toEqual({
      code: { ...secretSignature, value: "1234" },
      id: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
      names: ["a", null],
      on: true,
    });
  });

  it.each([
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  ])("take %s, an unknown of another type, as unknown", (text) => {
    expect(decodeProperties(Struct.fromJavaScript({ id: text }))).toStrictEqual({ id: unknown });
  });

  it("leave out members that are null, but keep the place of a null in a list", () => {
    const message = Struct.fromJavaScript({ note: null, inner: { note: null, list: [null, 1] } });
    expect(decodeProperties(message)).toStrictEqual({ inner: { list: [null, 1] } });
  });

  it("take a secret null as absent, and a secret unknown as unknown", () => {
    const message = Struct.fromJavaScript({
      note: { ...secretSignature, value: null },
      code: { ...secretSignature, value: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
    });
    expect(decodeProperties(message)).toStrictEqual({ code: unknown });
  });

  it("are none where the message is absent or a list is empty", () => {
    expect(decodeProperties(undefined)).toStrictEqual({});
    const message = new Struct();
    message.getFieldsMap().set("list", new structPb.Value().setListValue(new structPb.ListValue()));
    message.getFieldsMap().set("nothing", new structPb.Value());
    expect(decodeProperties(message)).toStrictEqual({ list: [] });
  });

  it("do not show what is secret or unknown when they are printed", () => {
    const secret = new Secret("1234");
    expect(`${secret} ${unknown} ${JSON.stringify({ code: secret })}`).toBe(
      '[secret] [unknown] {"code":"[secret]"}',
    );
  });
});
