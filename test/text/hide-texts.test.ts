import { expect, it } from "vitest";
import { hideTexts } from "../../text/hide-texts.ts";

it("hides each text whole, the longer first, also as a terminal shows it, and none in the mark of another", () => {
  const secrets = ["hunter-2 (new)", "hunter-2", "e", "line\nbreak", ""];
  expect(hideTexts("hunter-2 (new), hunter-2, line\\u{A}break, e", secrets)).toBe(
    "[secret], [secret], [secret], [secret]",
  );
});

it("leaves a message without them as it is", () => {
  expect(hideTexts("nothing.", ["$&", ".*"])).toBe("nothing.");
});
