import { describe, expect, it } from "vitest";
import { type Device, deviceSchema } from "../../cli/devices/device.ts";
import { canReset } from "../../domain/support.ts";

const phone = deviceSchema.parse({
  id: "1",
  deviceName: "PHONE",
  operatingSystem: "Windows 10 Mobile",
  osVersion: "10.0.15254.603",
  deviceType: "windowsPhone",
  joinType: "azureADJoined",
});

const android = { deviceType: "androidEnterprise", operatingSystem: "Android", osVersion: "14" };

describe("canReset", () => {
  it.each([["10.0.15063"], ["10.0.15063.0"], ["10.0.15254.603"], ["10.1.0"], ["11.0.1"]])(
    "allows Windows 10 Mobile %s, joined to Azure AD",
    (osVersion) => {
      expect(canReset({ ...phone, osVersion })).toEqual({ supported: true });
    },
  );

  it.each([
    ["before the Creators Update", { osVersion: "10.0.14393.2273" }, "older than 10.0.15063"],
    ["of the same build in an older line", { osVersion: "8.10.15254" }, "older than 10.0.15063"],
    ["cut short", { osVersion: "10.0" }, "older than 10.0.15063"],
    ["that is no number", { osVersion: "10.0.beta" }, "older than 10.0.15063"],
    ["that nobody knows", { osVersion: "" }, "its version is not known"],
  ])("refuses a phone with a version %s", (_what, change, reason) => {
    expect(canReset({ ...phone, ...change })).toMatchObject({ supported: false, message: reason });
  });

  it.each([
    ["registered only", "azureADRegistered", "not joined to Azure AD"],
    ["hybrid", "hybridAzureADJoined", "not joined to Azure AD"],
    ["unknown", "unknown", "its join type is not known"],
    ["missing", "", "its join type is not known"],
  ])("refuses a phone whose join type is %s", (_what, joinType, reason) => {
    expect(canReset({ ...phone, joinType })).toMatchObject({ supported: false, message: reason });
  });

  it.each<[string, Partial<Device>, RegExp]>([
    ["Windows", { deviceType: "desktop", operatingSystem: "Windows" }, /I forgot my PIN/],
    ["iOS", { deviceType: "iPhone", operatingSystem: "iOS" }, /Remove passcode/],
    ["iOS", { deviceType: "iPad", operatingSystem: "iPadOS" }, /Remove passcode/],
    ["macOS", { deviceType: "macMDM", operatingSystem: "macOS" }, /FileVault/],
    ["Android", android, /--allow-platform android/],
    ["this platform", { deviceType: "linux", operatingSystem: "Linux" }, /admin center/],
  ])("refuses %s, and says what to do instead", (platform, change, hint) => {
    expect(canReset({ ...phone, ...change })).toEqual({
      supported: false,
      code: expect.any(String),
      message: expect.stringContaining(platform),
      hint: expect.stringMatching(hint),
    });
  });

  it("goes by the type that Intune gives, not by a name", () => {
    expect(canReset({ ...phone, deviceType: "desktop" })).toMatchObject({ supported: false });
  });

  it.each([
    ["Windows 10 Mobile", true],
    ["Windows Phone", true],
    ["Windows", false],
    ["Windows 10", false],
    ["iPadOS", false],
    ["macOS", false],
    ["", false],
  ])("goes by the name %j where Intune does not know the type", (operatingSystem, supported) => {
    expect(canReset({ ...phone, deviceType: "unknown", operatingSystem }).supported).toBe(supported);
  });

  it("allows Android where it is allowed by name, and nothing else with it", () => {
    const allowed = { allowPlatforms: ["android"] as const };
    expect(canReset({ ...phone, ...android }, allowed)).toEqual({ supported: true });
    expect(canReset({ ...phone, deviceType: "desktop" }, allowed).supported).toBe(false);
    expect(canReset({ ...phone, osVersion: "10.0.1" }, allowed).supported).toBe(false);
  });
});
