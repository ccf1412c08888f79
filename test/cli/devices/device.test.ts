import { expect, it } from "vitest";
import { describeDevice, deviceSchema } from "../../../cli/devices/device.ts";

it("a name from a device cannot move the cursor or break a line", () => {
  const device = deviceSchema.parse({ id: "1", deviceName: "A\u001b[2J\u001b]0;title\u0007B\r\nC" });
  expect(device.deviceName).toBe("AB C");
});

it.each([
  [{ deviceName: "P", userDisplayName: "Sam", operatingSystem: "iOS", osVersion: "18" }, "P (Sam, iOS 18)"],
  [{ deviceName: "P", userPrincipalName: "sam@x", operatingSystem: "iOS" }, "P (sam@x, iOS)"],
  [{ deviceName: null, operatingSystem: "iOS" }, "id-1 (iOS)"],
  [{}, "id-1"],
])("%j is described as %j", (known, text) => {
  expect(describeDevice(deviceSchema.parse({ id: "id-1", ...known }))).toBe(text);
});
