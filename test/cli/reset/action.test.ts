import { describe, expect, it } from "vitest";
import { deviceSchema } from "../../../cli/devices/device.ts";
import { never, readReset, requestReset } from "../../../cli/reset/action.ts";
import { passcodeOf } from "../../../cli/reset/outcome.ts";
import { waitForReset } from "../../../cli/reset/wait.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { resetsOf, serveCompanion } from "../support/tenant.ts";

const served = serveCompanion();
const { signal } = new AbortController();
const { firstPhone, oldPhone } = seeded.managedDevices;

async function request(id: string = firstPhone) {
  return requestReset(served.graph, id, await readReset(served.graph, id, never, signal), signal);
}

function read(requestedAt: string, id: string = firstPhone) {
  return readReset(served.graph, id, requestedAt, signal);
}

function ended(requestedAt: string, id: string = firstPhone) {
  const pauses = { first: 5, longest: 10 };
  const waiting = { signal, timeoutMilliseconds: 10_000, pauses, onState: () => undefined };
  return waitForReset(served.graph, id, requestedAt, waiting);
}

const hour = 60 * 60 * 1000;

function addEarlierReset(requestedAt: number): void {
  served.tenant.state.managedDevices.change(firstPhone, {
    passcodeResets: [{ requestedAt, outcome: "done", passcode: "000000" }],
  });
}

describe("requestReset", () => {
  it("asks once, and its result is the one that comes of it", async () => {
    const { requestedAt } = await request();
    const { passcode, ...rest } = await ended(requestedAt);
    expect(passcode?.reveal()).toBe(resetsOf(served.tenant, firstPhone)[0]?.passcode);
    expect(rest).toEqual({
      state: "done",
      errorCode: 0,
      startedAt: expect.stringMatching(/Z$/),
      setAt: expect.stringMatching(/Z$/),
    });
    expect(served.posts()).toBe(1);
  });

  it("says under which id Graph knows the request", async () => {
    const { requestId } = await request();
    const [logged] = served.tenant.requests.list({ method: "POST", path: "resetPasscode$" });
    expect(logged?.clientRequestId).toBe(requestId);
  });

  it("shows no earlier result while its own is awaited", async () => {
    addEarlierReset(Date.now() - hour);
    served.tenant.state.settings.passcodeDelayMilliseconds = hour / 2;
    expect((await read(never)).passcode?.reveal()).toBe("000000");
    const { requestedAt } = await request();
    expect(await read(requestedAt)).toMatchObject({ state: "pending" });
  });

  it("shows no earlier result while its own does not show yet", async () => {
    addEarlierReset(Date.now() - hour);
    served.tenant.faults.add({ match: { path: "resetPasscode$" }, effect: { kind: "lag", reads: 2 } });
    const { requestedAt } = await request();
    expect(await read(requestedAt)).toEqual({ state: "none" });
    expect(await read(requestedAt)).toEqual({ state: "none" });
    expect((await ended(requestedAt)).passcode?.reveal()).toBe(
      resetsOf(served.tenant, firstPhone)[1]?.passcode,
    );
  });

  it("asks once where the answer is lost after the work is done, and finds the result", async () => {
    addEarlierReset(Date.now() - hour);
    served.tenant.faults.add({ match: { path: "resetPasscode$" }, effect: { kind: "cut", when: "after" } });
    const { requestedAt } = await request();
    const { passcode } = await ended(requestedAt);
    expect(passcode?.reveal()).toBe(resetsOf(served.tenant, firstPhone)[1]?.passcode);
    expect(served.posts()).toBe(1);
  });

  it.each([
    ["the connection is cut before the work", { kind: "cut", when: "before" } as const, 0],
    ["the connection is cut after the work", { kind: "cut", when: "after" } as const, 1],
    ["the service fails", { kind: "status", status: 500 } as const, 0],
    ["a gateway gives up while the work is done", { kind: "status", status: 504, when: "after" } as const, 1],
  ])("does not ask again, and says that the answer is lost, where %s", async (_how, effect, resets) => {
    served.tenant.faults.add({ match: { path: "resetPasscode$" }, effect });
    expect((await request()).lost).toContain("resetPasscode: ");
    expect(served.posts()).toBe(1);
    expect(resetsOf(served.tenant, firstPhone)).toHaveLength(resets);
  });

  it("asks again where Graph says that it did not run it", async () => {
    const effect = { kind: "status", status: 429, retryAfter: 0 } as const;
    served.tenant.faults.add({ match: { path: "resetPasscode$" }, effect });
    await request();
    expect(resetsOf(served.tenant, firstPhone).length).toBe(1);
  });

  it("asks nothing of a device whose earlier results cannot be read", async () => {
    const effect = { kind: "status", status: 400 } as const;
    served.tenant.faults.add({ match: { path: "deviceActionResults" }, count: "always", effect });
    await expect(request()).rejects.toMatchObject({ code: "rejected" });
    expect(served.posts()).toBe(0);
  });

  it("names the permission that is missing", async () => {
    served.tenant.setPermissions(["DeviceManagementManagedDevices.Read.All"]);
    await expect(request()).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("DeviceManagementManagedDevices.PrivilegedOperations.All"),
    });
    expect(resetsOf(served.tenant, firstPhone)).toEqual([]);
  });
});

describe("readReset", () => {
  it("tells how an action goes, and shows a passcode only at its end", async () => {
    served.tenant.state.settings.passcodeDelayMilliseconds = hour;
    const { requestedAt } = await request();
    expect(await read(requestedAt)).toMatchObject({ state: "pending" });
    const [reset] = resetsOf(served.tenant, firstPhone);
    const change = (ago: number, outcome: "done" | "failed") =>
      served.tenant.state.managedDevices.change(firstPhone, {
        passcodeResets: [{ passcode: reset?.passcode ?? "", outcome, requestedAt: Date.now() - ago }],
      });
    change(hour * 0.75, "done");
    expect(await read(requestedAt)).toMatchObject({ state: "active" });
    change(hour * 1.25, "failed");
    expect(await read(requestedAt)).toEqual({
      state: "failed",
      errorCode: 1,
      startedAt: expect.any(String),
    });
    change(hour * 1.25, "done");
    expect(await read(requestedAt)).toMatchObject({ state: "done", setAt: expect.any(String) });
  });

  it("says what a device says that does not support it", async () => {
    const { requestedAt } = await request(oldPhone);
    expect(await ended(requestedAt, oldPhone)).toMatchObject({ state: "notSupported" });
  });

  it("has no passcode once Intune shows it no more", async () => {
    addEarlierReset(Date.now() - 8 * 24 * hour);
    const state = await read(never);
    expect(state).toMatchObject({ state: "done", setAt: expect.any(String) });
    expect(state.passcode).toBeUndefined();
  });

  it.each(["", null, "soon", "0001-01-01T00:00:00Z"])(
    "shows a passcode whose time is %j, as set when its reset began",
    async (lastUpdatedDateTime) => {
      const startDateTime = "2026-01-31T09:30:00Z";
      const result = {
        "@odata.type": "#microsoft.graph.resetPasscodeActionResult",
        ...{ actionState: "done", startDateTime, lastUpdatedDateTime, errorCode: 0, passcode: "483920" },
      };
      const graph = { ...served.graph, read: async () => ({ deviceActionResults: [result] }) };
      const reset = await readReset(graph, firstPhone, never, signal);
      const device = deviceSchema.parse({ id: firstPhone });
      const set = passcodeOf(device, reset);
      expect([set.passcode.reveal(), set.setAt, set.visibleUntil]).toEqual([
        "483920",
        startDateTime,
        "2026-02-07T09:30:00Z",
      ]);
    },
  );

  it("takes the newest of several, whatever their order", async () => {
    const at = (ago: number, passcode: string) => ({
      requestedAt: Date.now() - ago,
      outcome: "done" as const,
      passcode,
    });
    served.tenant.state.managedDevices.change(firstPhone, {
      passcodeResets: [at(2 * hour, "222222"), at(hour, "111111"), at(3 * hour, "333333")],
    });
    expect((await read(never)).passcode?.reveal()).toBe("111111");
  });
});

describe("waitForReset", () => {
  it("tells of each state, and ends with the time given", async () => {
    served.tenant.state.settings.passcodeDelayMilliseconds = hour;
    const { requestedAt } = await request();
    const seen: string[] = [];
    // However slow this machine is, at some time there is time enough for two looks.
    for (let timeoutMilliseconds = 50; seen.length < 2; timeoutMilliseconds *= 2) {
      seen.length = 0;
      const state = await waitForReset(served.graph, firstPhone, requestedAt, {
        signal,
        timeoutMilliseconds,
        pauses: { first: 5, longest: 10 },
        onState: (shown) => seen.push(shown.state),
      });
      expect(state.state).toBe(seen.at(-1) ?? "none");
    }
    expect(new Set(seen)).toEqual(new Set(["pending"]));
  });

  it("gives up one that does not show in the time for that, and waits on for one that does", async () => {
    served.tenant.state.settings.passcodeDelayMilliseconds = 100;
    const looking = { signal, timeoutMilliseconds: hour, mustShowWithinMilliseconds: 0 };
    const pauses = { first: 5, longest: 10 };
    const look = () =>
      waitForReset(served.graph, firstPhone, never, { ...looking, pauses, onState: () => undefined });
    expect(await look()).toEqual({ state: "none" });
    await request();
    expect(await look()).toMatchObject({ state: "done" });
  });

  it("takes a result that does not show yet for one to wait for", async () => {
    const { requestedAt } = await request();
    served.tenant.state.managedDevices.change(firstPhone, { passcodeResets: [] });
    const seen: string[] = [];
    const waiting = waitForReset(served.graph, firstPhone, requestedAt, {
      signal,
      timeoutMilliseconds: 10_000,
      pauses: { first: 5, longest: 10 },
      onState: ({ state }) => {
        seen.push(state);
        addEarlierReset(Date.now() - hour);
      },
    });
    expect((await waiting).state).toBe("done");
    expect(seen).toEqual(["none", "done"]);
  });

  it("ends at once when it is interrupted", async () => {
    served.tenant.state.settings.passcodeDelayMilliseconds = hour;
    const { requestedAt } = await request();
    const interruption = new AbortController();
    const waiting = waitForReset(served.graph, firstPhone, requestedAt, {
      signal: interruption.signal,
      timeoutMilliseconds: hour,
      pauses: { first: hour, longest: hour },
      onState: () => interruption.abort(),
    });
    await expect(waiting).rejects.toThrow();
  });
});
