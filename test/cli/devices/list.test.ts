import { expect, it } from "vitest";
import type { Device } from "../../../cli/devices/device.ts";
import { listDevices } from "../../../cli/devices/list.ts";
import { addPhones, serveCompanion } from "../support/tenant.ts";

const served = serveCompanion();
const { signal } = new AbortController();

async function listed(options: { filter?: string; signal?: AbortSignal } = {}): Promise<Device[]> {
  const devices: Device[] = [];
  for await (const device of listDevices(served.graph, { signal, ...options })) {
    devices.push(device);
  }
  return devices;
}

it("reads every page, each once", async () => {
  addPhones(served.tenant, Array(2500).fill({}));
  const devices = await listed();
  expect(new Set(devices.map(({ id }) => id)).size).toBe(2507);
  expect(devices.length).toBe(2507);
  expect(served.tenant.requests.graph("pin-reset/").length).toBe(3);
});

it("asks for no more of a device than it shows", async () => {
  const [device] = await listed({ filter: "deviceName eq 'PHONE-01'" });
  expect(device).toMatchObject({ deviceType: "windowsPhone", joinType: "azureADJoined" });
  expect(served.tenant.requests.graph("pin-reset/")[0]?.target).toMatch(/\/beta\/.*\$select=id,deviceName,/);
});

it("ends when it is interrupted", async () => {
  await expect(listed({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "cancelled" });
});
