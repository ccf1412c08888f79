import { expect, it } from "vitest";
import { judge, notKnown } from "../judge.ts";

const judged = (properties: unknown, type = "azure-native:keyvault:Vault") =>
  judge("vaults-purge-protected", { type, props: { properties } });

it.each([{}, { enablePurgeProtection: false }, { enablePurgeProtection: null }])(
  "a vault without purge protection is refused: %o",
  async (properties) => {
    expect(await judged(properties)).toEqual([expect.stringContaining("properties.enablePurgeProtection")]);
    for (const type of [
      "azure-native:keyvault/v20230701:Vault",
      "azure-native_keyvault_v20230701:keyvault:Vault",
    ]) {
      expect(await judged(properties, type)).toHaveLength(1);
    }
  },
);

it("one with it is accepted, and one of which a preview does not know", async () => {
  expect(await judged({ enablePurgeProtection: true })).toEqual([]);
  expect(await judged({ enablePurgeProtection: notKnown })).toEqual([]);
  expect(await judged(notKnown)).toEqual([]);
  expect(await judged({}, "azure-native:keyvault:Secret")).toEqual([]);
});
