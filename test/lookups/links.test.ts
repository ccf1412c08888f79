import * as pulumi from "@pulumi/pulumi";
import { beforeEach, expect, it, vi } from "vitest";
import { adminCenters, configurationProfilesLink, enterpriseApplicationLink } from "../../lookups/links.ts";
import { startEngine } from "../components/engine.ts";

beforeEach(async () => {
  await startEngine();
  pulumi.runtime.setAllConfig({});
});

it.each([
  [undefined, "https://entra.microsoft.com", "https://intune.microsoft.com"],
  ["public", "https://entra.microsoft.com", "https://intune.microsoft.com"],
  ["usgovernmentl4", "https://entra.microsoft.us", "https://intune.microsoft.us"],
  ["usgovernmentl5", "https://entra.microsoft.us", "https://intune.microsoft.us"],
  ["dod", "https://entra.microsoft.us", "https://intune.microsoft.us"],
  ["china", "https://entra.microsoftonline.cn", "https://intune.microsoftonline.cn"],
])("points at the admin centers of the cloud %s", (environment, entra, intune) => {
  expect(adminCenters({ ARM_ENVIRONMENT: environment })).toEqual({ entra, intune });
});

it("points at the admin center of each provider's own cloud", () => {
  pulumi.runtime.setAllConfig({ "azuread:environment": "china", "intune:environment": "dod" });
  expect(adminCenters({ ARM_ENVIRONMENT: "public" })).toEqual({
    entra: "https://entra.microsoftonline.cn",
    intune: "https://intune.microsoft.us",
  });
});

it("reads the process's own environment by default", () => {
  vi.stubEnv("ARM_ENVIRONMENT", "china");
  expect(adminCenters().intune).toBe("https://intune.microsoftonline.cn");
});

it("links to an enterprise application by object and application ID, and to the list of profiles", () => {
  const portals = adminCenters({});
  expect(enterpriseApplicationLink(portals, "object-1", "app-1")).toBe(
    "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview/objectId/object-1/appId/app-1",
  );
  expect(configurationProfilesLink(portals)).toBe(
    "https://intune.microsoft.com/#view/Microsoft_Intune_DeviceSettings/DevicesMenu/~/configuration",
  );
});
