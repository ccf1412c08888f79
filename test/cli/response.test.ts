import { expect, it } from "vitest";
import { z } from "zod";
import { answerAs } from "../../cli/response.ts";

const schema = z.object({ value: z.array(z.object({ id: z.string() })) });

it("an answer is what its type says", () => {
  expect(answerAs(schema, { value: [{ id: "1" }] }, "/things")).toEqual({ value: [{ id: "1" }] });
});

it.each([
  [{ value: [{ id: 1 }] }, /^GET \/things: .*\(value\.0\.id: /],
  [undefined, /^GET \/things: Graph's answer is not as it publishes it \([^:)]+: /],
])("%j is a GraphError that says where it is not so", (answer, message) => {
  expect(() => answerAs(schema, answer, "/things")).toThrow(
    expect.objectContaining({ code: "unexpectedResponse", message: expect.stringMatching(message) }),
  );
});
