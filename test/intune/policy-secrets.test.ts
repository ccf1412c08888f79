import { expect, it } from "vitest";
import { isPropertyMap, secretPaths } from "../../provider/paths.ts";
import type { PropertyMap } from "../../provider/values.ts";
import {
  checked,
  helloSettings,
  makePolicy,
  policyInputs,
  policyUrn,
  serveIntune,
} from "./support/served.ts";

const served = serveIntune({ replicationDelays: [0, 0] });

const secret = (value: string, definitionId = "device_vendor_msft_a"): PropertyMap => ({
  type: "simple",
  definitionId,
  value,
  valueType: "secret",
});

it("a value that is declared as a secret is secret in state, though the program does not mark it", async () => {
  const { value, ...others } = secret("hush", "b");
  const list = { ...others, type: "simpleCollection", values: [value ?? null] };
  const news = await checked(
    served.plugin,
    policyUrn,
    policyInputs([secret("hush"), list, helloSettings(secret("hush", "c"))]),
  );
  expect(secretPaths(news).map((path) => path.join("."))).toEqual([
    "settings.0.value",
    "settings.1.values.0",
    "settings.2.groups.0.children.0.value",
  ]);
  const { properties } = await served.plugin.create(policyUrn, news);
  expect(secretPaths(properties).map((path) => path.join("."))).toContain("settings.0.value");
});

it("a secret that Graph returns in the clear is secret in state, and is in no list", async () => {
  const { id } = await makePolicy(served.plugin, policyInputs([secret("hush")]));
  const shown = JSON.parse(
    JSON.stringify(served.tenant.state.configurationPolicies.get(id)?.settings).replace(
      /"token":"[^"]*"/,
      '"valueState":"notEncrypted","value":"hush"',
    ),
  );
  served.tenant.state.configurationPolicies.change(id, { settings: shown });
  const found = await served.plugin.read(policyUrn, id);
  expect(secretPaths(found?.inputs ?? {})).toEqual([["settings", 0, "value"]]);
  const { result } = await served.plugin.invoke("intune:index:getPolicySettings", {});
  expect(isPropertyMap(result) && JSON.stringify(result)).not.toContain("hush");
});
