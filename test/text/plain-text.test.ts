import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonText, plainLines, plainMessage, plainText, withoutCommands } from "../../text/plain-text.ts";

const anyText = fc.string({ unit: "binary" });

describe("plainText", () => {
  it("shows what would not be seen, or would act on a terminal, as an escape", () => {
    expect(plainText("a\u001b[2Jb\u0007\nc\u009d\u202ed\u200be\u2028\ud800")).toBe(
      "a\\u{1B}[2Jb\\u{7}\\u{A}c\\u{9D}\\u{202E}d\\u{200B}e\\u{2028}\\u{D800}",
    );
  });

  it("leaves letters, marks and emoji of every script as they are", () => {
    const text = "Zoë Müller, Ελένη, 林, نور, PHONE-01 🙂 e\u0301";
    expect(plainText(text)).toBe(text);
    expect(plainLines(`${text}\n\t${text}`)).toBe(`${text}\n\t${text}`);
  });

  it("puts another service's message on one line", () => {
    expect(plainMessage(" AADSTS7000215: no.\r\nTrace ID: 1\u001b[2J ")).toBe(
      "AADSTS7000215: no. Trace ID: 1\\u{1B}[2J",
    );
  });
});

describe("jsonText", () => {
  it("is the same JSON, without a character that a terminal or a runner acts on", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = jsonText({ [`##vso[${text}`]: [text] }, 2);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ [`##vso[${text}`]: [text] })));
        expect(json).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(json).not.toContain("##");
      }),
    );
  });
});

describe("withoutCommands", () => {
  it.each([
    ["##vso[task.setvariable variable=a]b", "# #vso[task.setvariable variable=a]b"],
    ["a ##VSO[task.complete]", "a # #VSO[task.complete]"],
    ["a ##[add-mask]b", "a # #[add-mask]b"],
    ["###[x]", "# # #[x]"],
    ["  ::set-env name=A::b", "  : :set-env name=A::b"],
    ["a\n\u00a0::error::b", "a\n\u00a0: :error::b"],
    ["a::b::c # d", "a::b::c # d"],
    // The runners compare as a culture does, which passes over marks.
    ["#\ufe0f#vso[a.b]", "# \ufe0f#vso[a.b]"],
    [":\u034f:error::", ": \u034f:error::"],
  ])("takes the command from %j", (lines, expected) => {
    expect(withoutCommands(lines)).toBe(expected);
  });
});
