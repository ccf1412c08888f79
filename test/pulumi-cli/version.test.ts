import { describe, expect, it } from "vitest";
import { isAtLeast, parseVersion } from "../../pulumi-cli/version.ts";

describe("the version that a CLI prints", () => {
  it.each([
    ["v3.259.0\n", "3.259.0"],
    ["3.227.0", "3.227.0"],
    ["v3.260.0-alpha.x1a2b", "3.260.0"],
    ["v3.260.0+dirty", "3.260.0"],
  ])("is read from %j", (text, version) => {
    expect(parseVersion(text)).toBe(version);
  });

  it.each(["", "\n", "v3", "3.259", "error: v3.259.0", "v3.259.0 and more"])(
    "is not read from %j",
    (text) => {
      expect(parseVersion(text)).toBeUndefined();
    },
  );
});

describe("a version", () => {
  it.each([
    ["3.227.0", true],
    ["3.227.1", true],
    ["3.1000.0", true],
    ["4.0.0", true],
    ["3.226.9", false],
    ["3.99.0", false],
    ["2.999.9", false],
  ])("%s is as new as 3.227.0: %s", (version, expected) => {
    expect(isAtLeast(version, "3.227.0")).toBe(expected);
  });
});
