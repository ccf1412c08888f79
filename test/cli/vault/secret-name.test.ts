import fc from "fast-check";
import { expect, it } from "vitest";
import { secretName } from "../../../cli/vault/secret-name.ts";

const id = "d3e1b2c4-9a8b-4c7d-8e6f-5a4b3c2d1e01";

it.each([
  ["PHONE-01", `passcode-PHONE-01-${id}`],
  ["Sam's phone (old)", `passcode-Sam-s-phone-old-${id}`],
  ["電話", `passcode-${id}`],
  ["", `passcode-${id}`],
  ["a".repeat(200), `passcode-${"a".repeat(81)}-${id}`],
])("the secret of the device %j is named %j", (deviceName, name) => {
  expect(secretName({ id, deviceName })).toBe(name);
});

it("a secret's name is one that Key Vault takes, and has the device's id in it, whatever the device is called", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (deviceName) => {
      const name = secretName({ id, deviceName });
      expect(name).toMatch(/^[0-9a-zA-Z-]{1,127}$/);
      expect(name.endsWith(`-${id}`)).toBe(true);
    }),
  );
});
