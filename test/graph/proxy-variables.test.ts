import { afterEach, describe, expect, it } from "vitest";
import { followProxyVariables } from "../../graph/proxy.ts";

let restore: () => void = () => undefined;

afterEach(() => restore());

/** What the variables are once they were followed. */
function followed(given: Record<string, string>): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...given };
  restore = followProxyVariables(env);
  return env;
}

describe("the proxy variables", () => {
  it.each([
    ["there is none", {}],
    ["NO_PROXY names all", { HTTPS_PROXY: "proxy.invalid:3128", NO_PROXY: "*" }],
    ["HTTP_PROXY alone is set", { HTTP_PROXY: "http://proxy.invalid" }],
  ])("are left as they are where %s", (_, given) => {
    expect(followed(given)).toEqual(given);
  });

  it.each([
    ["HTTPS_PROXY", "proxy.invalid:3128", "http://proxy.invalid:3128"],
    ["https_proxy", "http://proxy.invalid:3128", "http://proxy.invalid:3128"],
  ])("are given the scheme that %s leaves out", (name, given, proxy) => {
    expect(followed({ [name]: given, no_proxy: ".contoso.invalid, intranet:443" })[name]).toBe(proxy);
  });

  it.each(["socks5://proxy.invalid", "http://", "not an address"])(
    "are refused where one is no proxy's address (%s), without its value",
    (HTTPS_PROXY) => {
      expect(() => followed({ HTTPS_PROXY })).toThrow(/^HTTPS_PROXY does not name a proxy/);
    },
  );
});
