import { describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import type { Json } from "./client.ts";
import { serveTenant } from "./served.ts";

const served = serveTenant();

type Step = {
  id: string;
  method: string;
  url: string;
  headers?: object;
  body?: unknown;
  dependsOn?: string[];
};

async function batch(requests: Step[], version = "v1.0"): Promise<Map<string, Json>> {
  const answer = await served.graph("POST", `/${version}/$batch`, { requests });
  expect(answer.status).toBe(200);
  return new Map((answer.body.responses ?? []).map((response) => [String(response.id), response]));
}

const json = { "Content-Type": "application/json" };
const groups = (id: string, path = `/groups/${seeded.groups.kiosks}`): Step => ({
  id,
  method: "GET",
  url: path,
});

describe("$batch", () => {
  it("judges each step by itself", async () => {
    const responses = await batch([groups("a"), groups("b", "/groups/none"), groups("c", "/nonsense")]);
    expect(["a", "b", "c"].map((id) => responses.get(id)?.status)).toEqual([200, 404, 400]);
    expect(responses.get("a")?.body?.displayName).toBe("Kiosks");
    expect(responses.get("b")?.body?.error?.code).toBe("Request_ResourceNotFound");
  });

  it("answers in another order than it was asked", async () => {
    const answer = await served.graph("POST", "/v1.0/$batch", { requests: [groups("a"), groups("b")] });
    expect(answer.body.responses?.map((response) => response.id)).toEqual(["b", "a"]);
  });

  it("speaks the version that it is sent to", async () => {
    const tags = groups("a", "deviceManagement/roleScopeTags");
    expect((await batch([tags])).get("a")?.status).toBe(400);
    expect((await batch([tags], "beta")).get("a")?.status).toBe(200);
  });

  it("writes, and does not run a step whose forerunner failed", async () => {
    const create = (id: string, dependsOn: string[], appId: string): Step => ({
      id,
      method: "POST",
      url: "/servicePrincipals",
      headers: json,
      body: { appId },
      dependsOn,
    });
    const unknown = "11111111-2222-4333-8444-555555555555";
    const service = "b8456c59-1230-44c7-a4a2-99b085333e84";
    const responses = await batch([
      create("a", [], unknown),
      create("b", ["a"], service),
      create("c", [], service),
    ]);
    expect(["a", "b", "c"].map((id) => responses.get(id)?.status)).toEqual([400, 424, 201]);
  });

  it("gives a throttled step's 429 inside a 200", async () => {
    served.tenant.faults.add({
      match: { path: "/groups/" },
      nth: 2,
      effect: { kind: "status", status: 429, retryAfter: 7 },
    });
    const responses = await batch([groups("a"), groups("b"), groups("c")]);
    expect(["a", "b", "c"].map((id) => responses.get(id)?.status)).toEqual([200, 429, 200]);
    expect(responses.get("b")?.headers?.["Retry-After"]).toBe("7");
  });

  it("cuts the whole connection where a step's is to be cut", async () => {
    served.tenant.faults.add({ match: { path: "/groups/" }, effect: { kind: "cut", when: "before" } });
    await expect(batch([groups("a")])).rejects.toThrow(/socket hang up|ECONNRESET/);
  });

  it.each([
    ["more than twenty steps", Array.from({ length: 21 }, (_, index) => groups(String(index))), "20"],
    ["one id twice", [groups("a"), groups("a")], "more than once"],
    ["a step that depends on a later one", [{ ...groups("a"), dependsOn: ["b"] }, groups("b")], "depends on"],
    ["a body without its content type", [{ ...groups("a"), method: "POST", body: {} }], "Content-Type"],
    ["a batch in a batch", [groups("a", "/$batch")], "relative url"],
    ["an absolute url", [groups("a", "https://localhost/v1.0/groups")], "relative url"],
    ["a method that there is not", [{ ...groups("a"), method: "BREW" }], "Invalid batch payload"],
  ])("refuses %s as a whole", async (_what, requests, named) => {
    const refused = await served.graph("POST", "/v1.0/$batch", { requests });
    expect([refused.status, refused.body.error?.code]).toEqual([400, "BadRequest"]);
    expect(refused.body.error?.message).toContain(named);
  });

  it("checks the token and the permissions of each step", async () => {
    served.tenant.setPermissions(["Group.Read.All"]);
    await served.signInAgain();
    const responses = await batch([groups("a"), groups("b", "/users")]);
    expect(["a", "b"].map((id) => responses.get(id)?.status)).toEqual([200, 403]);
    served.tenant.revokeTokens();
    expect((await served.graph("POST", "/v1.0/$batch", { requests: [groups("a")] })).status).toBe(401);
  });
});
