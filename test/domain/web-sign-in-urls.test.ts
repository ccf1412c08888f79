import { describe, expect, it } from "vitest";
import { hostOf, readWebSignInUrls, setsWebSignInUrls } from "../../domain/web-sign-in-urls.ts";

describe("readWebSignInUrls", () => {
  it("reads hosts with semicolons between them", () => {
    expect(readWebSignInUrls("accounts.Contoso.com;signin.contoso.com")).toEqual({
      hosts: ["accounts.contoso.com", "signin.contoso.com"],
      wrong: [],
    });
  });

  it.each([
    ["a scheme", "https://signin.contoso.com"],
    ["a path", "signin.contoso.com/adfs"],
    ["a blank", " signin.contoso.com"],
    ["a comma", "a.contoso.com,b.contoso.com"],
    ["a wildcard", "*.contoso.com"],
    ["a port", "signin.contoso.com:443"],
    ["a single word", "localhost"],
  ])("does not take an entry with %s", (_what, entry) => {
    expect(readWebSignInUrls(`good.contoso.com;${entry}`)).toEqual({
      hosts: ["good.contoso.com"],
      wrong: [entry],
    });
  });
});

describe("setsWebSignInUrls", () => {
  it("compares whole ids without case, of a profile and of the settings catalog", () => {
    const uri = "Vendor/MSFT/Policy/Config/Authentication/ConfigureWebSignInAllowedUrls";
    expect(setsWebSignInUrls("custom", `./${uri}`)).toBe(true);
    expect(setsWebSignInUrls("custom", `./Device/${uri.toLowerCase()}`)).toBe(true);
    expect(setsWebSignInUrls("custom", `./${uri}2`)).toBe(false);
    expect(setsWebSignInUrls("settingsCatalog", `device_${uri.replaceAll("/", "_")}`)).toBe(true);
  });
});

describe("hostOf", () => {
  it("reads the host of a web address alone", () => {
    expect(hostOf("https://STS.contoso.com/adfs/ls/")).toBe("sts.contoso.com");
    expect(hostOf("urn:federation:contoso")).toBeUndefined();
    expect(hostOf(undefined)).toBeUndefined();
  });
});
