import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { refuseUndocumentedClouds, stackClouds } from "../../lookups/clouds.ts";
import { startEngine } from "../components/engine.ts";

beforeEach(async () => {
  await startEngine();
  pulumi.runtime.setAllConfig({});
});

/** What the stack is refused with, or nothing where it may go on. */
function refusal(environment: Record<string, string>, config: Record<string, string> = {}): string {
  pulumi.runtime.setAllConfig(config);
  try {
    refuseUndocumentedClouds(environment);
    return "";
  } catch (error) {
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    return String(error);
  }
}

describe("the clouds of a stack", () => {
  it.each([
    [{}, {}, "public", "public"],
    [{ ARM_ENVIRONMENT: "global" }, {}, "public", "public"],
    [{ ARM_ENVIRONMENT: "USGovernment" }, {}, "usgovernmentl4", "usgovernmentl4"],
    [{ ARM_ENVIRONMENT: "dod" }, {}, "usgovernmentl5", "usgovernmentl5"],
    [{ ARM_ENVIRONMENT: "public" }, { "azuread:environment": "china" }, "china", "public"],
    [{ ARM_ENVIRONMENT: "public" }, { "intune:environment": "china" }, "public", "china"],
    [{ ARM_ENVIRONMENT: "china" }, { "intune:environment": "" }, "china", "china"],
    [{ ARM_ENVIRONMENT: "mars" }, {}, "custom", "custom"],
    [{ ARM_ENVIRONMENT: "china", ARM_METADATA_HOSTNAME: "localhost:8443" }, {}, "custom", "custom"],
    [{ ARM_METADATA_HOSTNAME: "management.chinacloudapi.cn" }, {}, "china", "china"],
    [
      { ARM_METADATA_HOSTNAME: "localhost" },
      { "azuread:metadataHost": "a.sovcloud-api.fr" },
      "bleu",
      "custom",
    ],
  ])(
    "with %j and the settings %j are %s for azuread and %s for Intune",
    (variables, config, azuread, intune) => {
      pulumi.runtime.setAllConfig({ ...config });
      expect(stackClouds(variables)).toEqual({ azuread, intune });
    },
  );

  it("are read from the process's own environment by default", () => {
    vi.stubEnv("ARM_METADATA_HOSTNAME", undefined);
    vi.stubEnv("ARM_ENVIRONMENT", "china");
    expect(stackClouds().intune).toBe("china");
    expect(() => refuseUndocumentedClouds()).toThrow("China");
  });
});

describe("a stack", () => {
  it.each([
    ["US Government L4", { ARM_ENVIRONMENT: "usgovernmentl4" }, {}],
    ["US Government L5 (DoD)", { ARM_ENVIRONMENT: "usgovernmentl5" }, {}],
    ["China, operated by 21Vianet", { ARM_ENVIRONMENT: "china" }, {}],
    ["China, operated by 21Vianet", {}, { "azuread:environment": "china" }],
    ["China, operated by 21Vianet", {}, { "intune:environment": "china" }],
    ["US Government L4", { ARM_METADATA_HOSTNAME: "management.usgovcloudapi.net" }, {}],
  ])(
    "in %s is refused, with %j and the settings %j, and told the setting that lets it go on",
    (title, env, config) => {
      const message = refusal(env, config);
      expect(message).toContain(`1 issue; nothing was created or changed`);
      expect(message).toContain(`The cloud is ${title}: Microsoft do`);
      expect(message).toContain("ARM_ENVIRONMENT and ARM_METADATA_HOSTNAME");
      expect(message).toContain("pulumi config set intune:allowUndocumentedCloud true");
      expect(refusal(env, { ...config, "intune:allowUndocumentedCloud": "true" })).toBe("");
      expect(refusal(env, { ...config, "intune:allowUndocumentedCloud": "false" })).toBe(message);
    },
  );

  it("is told of each of its clouds", () => {
    const message = refusal({}, { "azuread:environment": "china", "intune:environment": "dod" });
    expect(message).toContain("2 issues");
    expect(message).toContain("China");
    expect(message).toContain("DoD");
  });

  it.each([{}, { ARM_ENVIRONMENT: "public" }, { ARM_METADATA_HOSTNAME: "localhost:8443" }])(
    "goes on with %j, in the global cloud or one of its own",
    (variables) => {
      expect(refusal({ ...variables })).toBe("");
    },
  );

  it("whose permission to go on is neither true nor false is refused by name", () => {
    const message = refusal({}, { "intune:allowUndocumentedCloud": "maybe" });
    expect(message).toContain("intune:allowUndocumentedCloud");
  });
});
