import { describe, expect, it } from "vitest";
import { signInCodeMeaning } from "../../domain/sign-in-codes.ts";

describe("signInCodeMeaning", () => {
  it.each([650052, 65001, 65002, 700011, 70001, 50105, 50072, 50079, 50074, 50076, 50158, 50161])(
    "knows AADSTS%d",
    (code) => {
      expect(signInCodeMeaning(code)).toMatch(/\w/);
    },
  );

  it.each([53000, 53001, 53003, 53004, 53010, 530035, 70043, 50097, 50155, 50187])(
    "knows AADSTS%d",
    (code) => {
      expect(signInCodeMeaning(code)).toMatch(/\w/);
    },
  );

  it("says of what was not verified that it was not", () => {
    expect(signInCodeMeaning(700016)).toContain("not verified");
  });

  it("knows nothing of other codes", () => {
    expect(signInCodeMeaning(1)).toBeUndefined();
  });
});
