import { expect, it } from "vitest";
import { ExplainedError, fullMessage } from "../../text/explained-error.ts";

it.each([
  [
    "with a hint",
    new ExplainedError({ code: "a", message: "It is locked.", hint: "Unlock it." }),
    "It is locked.\nUnlock it.",
  ],
  ["without one", new ExplainedError({ code: "a", message: "It is locked." }), "It is locked."],
  ["of another kind", new TypeError("no function"), "no function"],
  ["that is none", "text", "text"],
])("the full message of an error %s has all that it says", (_, error, text) => {
  expect(fullMessage(error)).toBe(text);
});

it("an explained error keeps its cause, and its hint apart from its message", () => {
  const cause = new Error("deep down");
  const error = new ExplainedError({ code: "a", message: "It is locked.", hint: "Unlock it." }, { cause });
  expect(error).toMatchObject({ code: "a", message: "It is locked.", hint: "Unlock it.", cause });
});
