import { describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { signIn } from "./client.ts";
import { serveTenant } from "./served.ts";

const served = serveTenant();

const kiosks = `/v1.0/groups/${seeded.groups.kiosks}`;
const collection = "/v1.0/deviceManagement/deviceConfigurations";
const profile = {
  "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
  displayName: "P",
  omaSettings: [],
};

describe("faults on demand", () => {
  it("throttles with Retry-After in seconds, as a date, or without", async () => {
    const date = "Wed, 21 Oct 2026 07:28:00 GMT";
    for (const retryAfter of [3, date]) {
      served.tenant.faults.add({ effect: { kind: "status", status: 429, retryAfter } });
      const throttled = await served.graph("GET", kiosks);
      expect([throttled.status, throttled.headers["retry-after"]]).toEqual([429, String(retryAfter)]);
      expect(throttled.body.error?.code).toBe("TooManyRequests");
    }
    served.tenant.faults.add({ effect: { kind: "status", status: 429 } });
    expect((await served.graph("GET", kiosks)).headers["retry-after"]).toBeUndefined();
    expect((await served.graph("GET", kiosks)).status).toBe(200);
  });

  it("strikes the requests it is meant for, from the nth on, as often as it says", async () => {
    served.tenant.faults.add({
      match: { method: "get", path: "/groups/" },
      nth: 2,
      count: 2,
      effect: { kind: "status", status: 503 },
    });
    const seen: number[] = [];
    for (const path of [kiosks, "/v1.0/organization", kiosks, kiosks, kiosks]) {
      seen.push((await served.graph("GET", path)).status);
    }
    expect(seen).toEqual([200, 200, 503, 503, 200]);
    expect(served.tenant.faults.waiting).toBe(0);
  });

  it("strikes always until it is cleared, and only the user agent it is meant for", async () => {
    const id = served.tenant.faults.add({
      match: { userAgent: "a/" },
      count: "always",
      effect: { kind: "status", status: 500, code: "Odd", message: "Odd." },
    });
    const affected = await served.graph("GET", kiosks, undefined, { "user-agent": "a/1.0" });
    expect(affected.body.error).toMatchObject({ code: "Odd", message: "Odd." });
    expect((await served.graph("GET", kiosks, undefined, { "user-agent": "b/1.0" })).status).toBe(200);
    expect((await served.graph("GET", kiosks, undefined, { "user-agent": "a/1.0" })).status).toBe(500);
    served.tenant.faults.clear(id);
    expect((await served.graph("GET", kiosks, undefined, { "user-agent": "a/1.0" })).status).toBe(200);
  });

  it("cuts the connection before the work, or after it with the answer lost", async () => {
    served.tenant.faults.add({ match: { method: "POST" }, effect: { kind: "cut", when: "before" } });
    await expect(served.graph("POST", collection, profile)).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(served.tenant.state.deviceConfigurations.all().length).toBe(1);
    served.tenant.faults.add({ match: { method: "POST" }, effect: { kind: "cut", when: "after" } });
    await expect(served.graph("POST", collection, profile)).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(served.tenant.state.deviceConfigurations.all().length).toBe(2);
    expect(
      served.tenant.requests
        .list({ method: "POST", path: "deviceConfigurations$" })
        .map((request) => request.status),
    ).toEqual([0, 0]);
  });

  it("hides what was just made for as many reads as it says", async () => {
    served.tenant.faults.add({ match: { method: "POST" }, effect: { kind: "lag", reads: 2 } });
    const made = await served.graph("POST", collection, profile);
    const path = `${collection}/${made.body.id}`;
    const seen = [
      (await served.graph("GET", path)).status,
      (await served.graph("GET", collection)).body.value?.length,
      (await served.graph("GET", path)).status,
    ];
    expect(seen).toEqual([404, 1, 200]);
  });

  it("shows what was changed or deleted as it was before, for as many reads as it says", async () => {
    const path = `${collection}/${(await served.graph("POST", collection, profile)).body.id}`;
    served.tenant.faults.add({ match: { method: "PATCH" }, effect: { kind: "lag", reads: 1 } });
    await served.graph("PATCH", path, { "@odata.type": profile["@odata.type"], displayName: "Q" });
    expect((await served.graph("GET", path)).body.displayName).toBe("P");
    expect((await served.graph("GET", path)).body.displayName).toBe("Q");
    served.tenant.faults.add({ match: { method: "DELETE" }, effect: { kind: "lag", reads: 1 } });
    await served.graph("DELETE", path);
    expect([(await served.graph("GET", path)).status, (await served.graph("GET", path)).status]).toEqual([
      200, 404,
    ]);
  });

  it("waits after the work, with the answer still to come", async () => {
    const effect = { kind: "latency", milliseconds: 60_000, when: "after" } as const;
    served.tenant.faults.add({ match: { method: "POST" }, effect });
    const asked = served.graph("POST", collection, profile);
    const answered = asked.then(
      () => "answered",
      () => "cut",
    );
    await expect.poll(() => served.tenant.state.deviceConfigurations.all()).toHaveLength(2);
    await served.tenant.goDown();
    expect(await answered).toBe("cut");
    await served.tenant.comeUp();
  });

  it("tells of each request that it strikes", async () => {
    const affected: string[] = [];
    served.tenant.faults.add({ nth: 2, effect: { kind: "status", status: 500 } }, ({ method, target }) =>
      affected.push(`${method} ${target}`),
    );
    for (const path of [`${kiosks}?a`, `${kiosks}?b`, `${kiosks}?c`]) {
      await served.graph("GET", path);
    }
    expect(affected).toEqual([`GET ${kiosks}?b`]);
  });

  it("waits, and refuses a token as expired", async () => {
    served.tenant.faults.add({ effect: { kind: "latency", milliseconds: 5 } });
    expect((await served.graph("GET", kiosks)).status).toBe(200);
    served.tenant.faults.add({ effect: { kind: "expiredToken" } });
    const refused = await served.graph("GET", kiosks);
    expect([refused.status, refused.body.error?.code]).toEqual([401, "InvalidAuthenticationToken"]);
  });

  it("refuses connections while it is down, and has its state when it is up again", async () => {
    await served.graph("POST", collection, profile);
    await served.tenant.goDown();
    await expect(served.graph("GET", kiosks)).rejects.toThrow("ECONNREFUSED");
    await served.tenant.goDown();
    await served.tenant.comeUp();
    expect((await served.graph("GET", collection)).body.value?.length).toBe(2);
  });

  it("refuses a fault that says nothing known", () => {
    expect(() => served.tenant.faults.add({ effect: { kind: "status", status: 200 } })).toThrow("400");
    expect(served.tenant.faults.waiting).toBe(0);
  });
});

describe("the request log", () => {
  it("notes who asked what, with the steps of a batch, and counts a client's round trips to Graph", async () => {
    served.tenant.requests.clear();
    const agent = { "user-agent": "pulumi-intune/1.0" };
    const step = { id: "a", method: "GET", url: `/groups/${seeded.groups.kiosks}` };
    await served.graph(
      "POST",
      "/v1.0/$batch",
      { requests: [step, { ...step, id: "b", url: "/groups/none" }] },
      agent,
    );
    await served.graph("GET", kiosks);
    await signIn(served.tenant);
    expect(served.tenant.requests.list().length).toBe(3);
    expect(served.tenant.requests.graph().length).toBe(2);
    const [batch] = served.tenant.requests.graph("pulumi-intune/");
    expect(batch).toMatchObject({
      method: "POST",
      target: "/v1.0/$batch",
      status: 200,
      userAgent: "pulumi-intune/1.0",
    });
    expect(batch?.steps.map(({ id, status }) => [id, status])).toEqual([
      ["a", 200],
      ["b", 404],
    ]);
  });

  it("keeps the bodies of Graph's calls, and none that holds credentials", async () => {
    served.tenant.requests.clear();
    await served.graph("POST", collection, profile);
    await signIn(served.tenant);
    expect(served.tenant.requests.list().map((request) => request.body)).toEqual([profile, undefined]);
    expect(JSON.stringify(served.tenant.requests.list())).not.toContain(served.tenant.env.ARM_CLIENT_SECRET);
  });
});
