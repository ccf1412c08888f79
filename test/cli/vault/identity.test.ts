import { UnsecuredJWT } from "jose";
import { expect, it } from "vitest";
import { identityIn } from "../../../cli/vault/identity.ts";

const app = "6a1f0f5e-3a0b-4d52-9d3c-9a4f7c3b1d20";

it.each([
  ["a user's, by upn", { upn: "sam@contoso.example", appid: app }, "sam@contoso.example"],
  [
    "a guest's, by unique_name",
    { unique_name: "sam@elsewhere.example", appid: app },
    "sam@elsewhere.example",
  ],
  ["a user's of version 2", { preferred_username: "sam@contoso.example", azp: app }, "sam@contoso.example"],
  ["an application's", { appid: app }, app],
  ["an application's of version 2", { azp: app }, app],
  ["nobody's", {}, undefined],
])("a token that is %s", (_, claims, identity) => {
  expect(identityIn(new UnsecuredJWT(claims).encode())).toBe(identity);
});

it.each(["opaque", "", "a.b.c", `a.${Buffer.from("[1]").toString("base64url")}.c`])(
  "a token %j that tells nothing",
  (token) => {
    expect(identityIn(token)).toBeUndefined();
  },
);
