import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { connectToTenant } from "../../tenant/control/client.ts";
import { type DeviceLimits, documentedDeviceLimits, RecentRequests } from "../../tenant/intune/limits.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { serveTenant } from "./served.ts";

const time = { now: Date.UTC(2026, 0, 5) };
const served = serveTenant({ now: () => time.now });
const device = `/deviceManagement/managedDevices/${seeded.managedDevices.firstPhone}`;
const limits: DeviceLimits = {
  any: { perTenant: 8, perApp: 6 },
  writes: { perTenant: 4, perApp: 2 },
  seconds: 20,
};

function pass(seconds: number): void {
  time.now += seconds * 1000;
}

async function statuses(method: string, path: string, count: number): Promise<number[]> {
  const found: number[] = [];
  for (let sent = 0; sent < count; sent++) {
    found.push((await served.graph(method, path)).status);
  }
  return found;
}

const read = (count: number) => statuses("GET", `/v1.0${device}`, count);
const reset = (count: number) => statuses("POST", `/v1.0${device}/resetPasscode`, count);

describe("limits of the requests for managed devices", () => {
  beforeEach(() => {
    served.tenant.state.settings.deviceLimits = limits;
  });

  it("are none unless they are set", async () => {
    served.tenant.state.settings.deviceLimits = undefined;
    expect(await reset(20)).toEqual(Array(20).fill(204));
  });

  it("refuse one write too many, and say when to come back", async () => {
    expect(await reset(1)).toEqual([204]);
    pass(5);
    expect(await reset(2)).toEqual([204, 429]);
    const refused = await served.graph("POST", `/v1.0${device}/resetPasscode`);
    expect(refused.headers["retry-after"]).toBe("15");
    expect(refused.body.error?.code).toBe("TooManyRequests");
    expect(
      served.tenant.state.managedDevices.get(seeded.managedDevices.firstPhone)?.passcodeResets,
    ).toHaveLength(2);
  });

  it("look at any window, not at one after the other", async () => {
    expect(await reset(1)).toEqual([204]);
    pass(15);
    expect(await reset(1)).toEqual([204]);
    pass(5);
    expect(await reset(2)).toEqual([204, 429]);
    pass(15);
    expect(await reset(2)).toEqual([204, 429]);
  });

  it("count writes among requests of any kind, and reads not among writes", async () => {
    expect(await read(4)).toEqual([200, 200, 200, 200]);
    expect(await reset(2)).toEqual([204, 204]);
    expect(await read(1)).toEqual([429]);
  });

  it("do not count what they refuse", async () => {
    await reset(10);
    expect(await read(5)).toEqual([200, 200, 200, 200, 429]);
  });

  it("count each step of a batch by itself", async () => {
    const requests = [1, 2, 3].map((id) => ({
      id: String(id),
      method: "POST",
      url: `${device}/resetPasscode`,
    }));
    const { status, body } = await served.graph("POST", "/v1.0/$batch", { requests });
    expect(status).toBe(200);
    const answers = new Map((body.responses ?? []).map((one) => [String(one.id), one]));
    expect(["1", "2", "3"].map((id) => answers.get(id)?.status)).toEqual([204, 204, 429]);
    expect(answers.get("3")?.headers?.["Retry-After"]).toBe("20");
  });

  it("are for managed devices alone, and not for an administrator in the portal", async () => {
    await reset(3);
    expect(await statuses("GET", "/v1.0/groups", 10)).toEqual(Array(10).fill(200));
    const { status } = await served.tenant.asAdministrator("POST", `/v1.0${device}/resetPasscode`);
    expect(status).toBe(204);
  });

  it("are as documented where nothing else is said, and can be set from another process", async () => {
    const { origin, controlKey, caFile } = served.tenant;
    const control = connectToTenant({ origin, controlKey, ca: readFileSync(caFile, "utf8") });
    await control.setSettings({ deviceLimits: documentedDeviceLimits });
    expect(served.tenant.state.settings.deviceLimits).toEqual(documentedDeviceLimits);
  });

  it("hold for an app by itself, and for all apps together", () => {
    const recent = new RecentRequests();
    const admit = (appId: string) => () =>
      recent.admit({ method: "POST", path: `/v1.0${device}/resetPasscode` }, { appId }, limits, 0);
    for (const appId of ["one", "one", "two", "two"]) {
      expect(admit(appId)).not.toThrow();
    }
    expect(admit("one")).toThrow("Too many requests");
    expect(admit("three")).toThrow("Too many requests");
  });
});
