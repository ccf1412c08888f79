import { describe, expect, it } from "vitest";
import type { Answer } from "./client.ts";
import { create as createProfile, pinRecovery as pinRecoveryOma } from "./configurations.ts";
import { createdPolicy, pinRecovery, policies, policy } from "./policies.ts";
import { serveTenant } from "./served.ts";

let now = Date.parse("2026-11-01T00:00:00Z");
const served = serveTenant({ now: () => now });
const requests = "/beta/deviceManagement/operationApprovalRequests";
const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
const justified = { "x-msft-approval-justification": base64("PIN reset, ticket 7 – für alle") };
const withCode = (answer: Answer) => ({
  "x-msft-approval-code": String(answer.headers["x-msft-approval-code"]),
});
const messageOf = (answer: Answer): string => String(answer.body.error?.message);

function protect(more: object = {}): void {
  served.tenant.state.settings.approvals = { kinds: ["configurationPolicies"], ...more };
}

const send = (headers: Record<string, string> = {}, name = "PIN recovery") =>
  served.graph("POST", policies, policy([pinRecovery], { name }), headers);

async function decide(answer: Answer, action = "approve"): Promise<void> {
  const code = answer.headers["x-msft-approval-code"];
  const reply = await served.tenant.asAdministrator("POST", `${requests}/${code}/${action}`, {
    justification: "fine",
  });
  expect(reply.status).toBe(200);
}

describe("a write that needs approval", () => {
  it("is refused without a justification, or with one that cannot be read", async () => {
    protect();
    const refused = await send();
    expect(refused.status).toBe(400);
    expect(messageOf(refused)).toBe("Header 'x-msft-approval-justification' is required to request approval");
    for (const header of ["UElO!", base64("x".repeat(1025)), base64("\u00ff").replace("w7", "7w")]) {
      expect((await send({ "x-msft-approval-justification": header })).status).toBe(400);
    }
    expect((await send({ "x-msft-approval-justification": base64("ü".repeat(1024)) })).status).toBe(403);
    protect({ missingStatus: 403, heldStatus: 412 });
    expect((await send({}, "Other")).status).toBe(403);
    expect((await send(justified, "Other")).status).toBe(412);
  });

  it("is queued with one, and nothing is written", async () => {
    protect();
    const held = await send(justified);
    const code = String(held.headers["x-msft-approval-code"]);
    expect([held.status, held.body.error?.code]).toEqual([403, "ApprovalRequired"]);
    expect(messageOf(held)).toContain(code);
    expect((await served.graph("GET", policies)).body.value).toEqual([]);
    const listed = await served.graph("GET", requests);
    expect(listed.body.value).toHaveLength(1);
    expect(listed.body.value?.[0]).toMatchObject({
      id: code,
      status: "needsApproval",
      requestDateTime: "2026-11-01T00:00:00Z",
      expirationDateTime: "2026-11-04T00:00:00Z",
      requestJustification: "PIN reset, ticket 7 – für alle",
      requestor: { application: { id: served.tenant.env.ARM_CLIENT_ID } },
    });
    expect(Object.keys(listed.body.value?.[0] ?? {})).not.toContain("body");
    expect((await served.graph("GET", `${requests.replace("beta", "v1.0")}`)).status).toBe(400);
  });

  it("is not queued twice: neither the same create, nor another write to the same object", async () => {
    const path = await createdPolicy(served);
    protect();
    await send(justified);
    expect(messageOf(await send(justified))).toBe("An active Approval Request already exists");
    expect((await send(justified, "Another")).headers["x-msft-approval-code"]).toBeDefined();
    await served.graph("PATCH", path, { name: "New" }, justified);
    const assign = await served.graph("POST", `${path}/assign`, { assignments: [] }, justified);
    expect(messageOf(assign)).toBe("An active Approval Request already exists");
    expect(assign.headers["x-msft-approval-code"]).toBeUndefined();
  });

  it("is done once when it was approved, and only the same write", async () => {
    protect();
    const held = await send(justified);
    expect((await send(withCode(held))).body.error?.code).toBe("ApprovalRequired");
    await decide(held);
    expect((await send(withCode(held), "Another")).status).toBe(400);
    expect(
      (await served.graph("POST", `${policies}?a=b`, policy([pinRecovery]), withCode(held))).status,
    ).toBe(400);
    expect((await send({ "x-msft-approval-code": "none" })).status).toBe(400);
    expect((await send(withCode(held))).status).toBe(201);
    const again = await send(withCode(held));
    expect([again.status, messageOf(again).split(", ").at(-1)]).toEqual([403, "but completed"]);
    expect((await served.graph("GET", policies)).body.value).toHaveLength(1);
    const request = await served.graph("GET", `${requests}/${held.headers["x-msft-approval-code"]}`);
    expect(request.body).toMatchObject({ status: "completed", approvalJustification: "fine" });
  });

  it("is not done when it was rejected, and can be asked for again", async () => {
    protect();
    const held = await send(justified);
    await decide(held, "reject");
    expect(messageOf(await send(withCode(held)))).toContain("rejected");
    expect((await send(justified)).headers["x-msft-approval-code"]).toBeDefined();
  });

  it("is not done when its request has expired, and can be asked for again", async () => {
    protect();
    const held = await send(justified);
    await decide(held);
    now += 3 * 24 * 60 * 60 * 1000;
    await served.signInAgain();
    const list = await served.graph("GET", requests);
    expect(list.body.value?.[0]?.status).toBe("expired");
    expect(messageOf(await send(withCode(held)))).toContain("expired");
    expect((await send(justified)).headers["x-msft-approval-code"]).toBeDefined();
  });

  it("is held in a batch too, with the code among the headers of its part", async () => {
    protect();
    const step = (headers: object) => ({
      requests: [
        {
          id: "1",
          method: "POST",
          url: "/deviceManagement/configurationPolicies",
          headers: { "Content-Type": "application/json", ...headers },
          body: policy([pinRecovery]),
        },
        { id: "2", method: "GET", url: "/deviceManagement/configurationPolicies" },
      ],
    });
    const parts = async (headers: object) => {
      const { body } = await served.graph("POST", "/beta/$batch", step(headers));
      return new Map((body.responses ?? []).map((part) => [String(part.id), part]));
    };
    const held = (await parts(justified)).get("1");
    expect(held?.status).toBe(403);
    const code = String(held?.headers?.["x-msft-approval-code"]);
    await served.tenant.asAdministrator("POST", `${requests}/${code}/approve`, { justification: null });
    expect((await parts({ "x-msft-approval-code": code })).get("1")?.status).toBe(201);
  });

  it.each([
    ["PUT", "", policy([])],
    ["PATCH", "", { name: "New" }],
    ["DELETE", "", undefined],
    ["POST", "/assign", { assignments: [] }],
  ])("is %s %s as well; reads are not held", async (method, suffix, body) => {
    const path = await createdPolicy(served);
    protect();
    const held = await served.graph(method, `${path}${suffix}`, body, justified);
    expect(held.body.error?.code).toBe("ApprovalRequired");
    expect((await served.graph("GET", path)).status).toBe(200);
    await decide(held);
    expect((await served.graph(method, `${path}${suffix}`, body, withCode(held))).status).toBeLessThan(300);
  });

  it("is not one of an excluded app, of another kind, or of the portal; and applications do not approve", async () => {
    protect();
    expect((await createProfile(served, [pinRecoveryOma])).status).toBe(201);
    const held = await send(justified);
    const approve = `${requests}/${held.headers["x-msft-approval-code"]}/approve`;
    expect((await served.graph("POST", approve, { justification: "mine" })).status).toBe(403);
    expect((await served.tenant.asAdministrator("POST", policies, policy([]))).status).toBe(201);
    protect({ excludedApps: [String(served.tenant.env.ARM_CLIENT_ID)] });
    expect((await send()).status).toBe(201);
    protect({ kinds: ["deviceConfigurations"] });
    expect((await createProfile(served, [pinRecoveryOma])).status).toBe(400);
    expect((await send({}, "Third")).status).toBe(201);
  });
});
