import { expect, it } from "vitest";
import { redact } from "../../graph/redact.ts";

it("hides each secret wherever it stands", () => {
  expect(redact("a s3cret, another s3cret and pw", ["s3cret", undefined, "", "pw"])).toBe(
    "a ****, another **** and ****",
  );
});

it("hides what looks like a token though it was not told of it", () => {
  expect(redact("Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl was refused")).toBe(
    "Bearer **** was refused",
  );
});

it("leaves other text alone", () => {
  expect(redact("eyJ is not a token, nor is 3b7a2d54.json", [])).toBe(
    "eyJ is not a token, nor is 3b7a2d54.json",
  );
});
