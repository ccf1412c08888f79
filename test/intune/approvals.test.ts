import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { PropertyMap } from "../../provider/values.ts";
import { failureOf, type Protocol } from "../provider/support/protocol.ts";
import { assignmentsUrn, checked, policyInputs, policyUrn, serveIntune } from "./support/served.ts";

const served = serveIntune({});
const requestsPath = "/beta/deviceManagement/operationApprovalRequests";

let plugin: Protocol;

/** Another run of the engine, on another machine. */
const nextRun = async (settings: PropertyMap = { approvalJustification: "Monthly change 4711" }) => {
  plugin = await served.anotherPlugin(settings);
};

beforeEach(async () => {
  served.tenant.state.settings.approvals = { kinds: ["configurationPolicies"] };
  await nextRun();
});

const requests = () => served.tenant.state.operationApprovalRequests.all();
const policies = () => served.tenant.state.configurationPolicies.all();

async function decide(decision: "approve" | "reject") {
  const request = requests().find(({ status }) => status === "needsApproval");
  const path = `${requestsPath}/${request?.id}/${decision}`;
  const { status } = await served.tenant.asAdministrator("POST", path, { justification: "seen" });
  expect(status).toBe(200);
}

const news = () => checked(plugin, policyUrn, policyInputs());
const create = async () => plugin.create(policyUrn, await news());
const detailsOf = async (call: Promise<unknown>) => (await failureOf(call)).details;

describe("a write that Intune holds for a second administrator", () => {
  it("is refused with the code, who approves it and what comes then, and nothing is made", async () => {
    const details = await detailsOf(create());
    const [{ id = "" } = {}] = requests();
    expect(details).toContain(`approval code ${id}`);
    expect(details).toContain("Tenant administration > Multi Admin Approval");
    expect(details).toContain("the next `pulumi up` finishes it");
    expect(details).not.toContain("permission");
    expect(policies()).toEqual([]);
    expect(requests().map((each) => each.requestJustification)).toEqual([
      expect.stringMatching(/^Monthly change 4711 \[pulumi-intune [0-9a-f]{16}\]$/),
    ]);
  });

  it("is marked by no quick hash of its body, by which a secret in it could be found by trying", async () => {
    await failureOf(create());
    const body = served.requests().find(({ method }) => method === "POST")?.body;
    const write = JSON.stringify(["POST", "/deviceManagement/configurationPolicies", body]);
    const quick = createHash("sha256").update(write).digest("hex").slice(0, 16);
    expect(requests()[0]?.requestJustification).not.toContain(quick);
  });

  it("is held again while nobody has decided, under the same code", async () => {
    await failureOf(create());
    await nextRun();
    const details = await detailsOf(create());
    expect(details).toContain(
      `still holds this write until a second administrator approves it (approval code ${requests()[0]?.id})`,
    );
    expect(requests()).toHaveLength(1);
  });

  it("is done by the next run, on any machine, once it is approved", async () => {
    await failureOf(create());
    await decide("approve");
    await nextRun();
    const { id } = await create();
    expect(policies().map((policy) => policy.id)).toEqual([id]);
    expect(requests().map(({ status }) => status)).toEqual(["completed"]);
  });

  it("is done once it is approved also where Intune, in place of the active request, takes a further one", async () => {
    await failureOf(create());
    await decide("approve");
    served.tenant.faults.add({
      match: { method: "POST", path: "/configurationPolicies$" },
      effect: { kind: "status", status: 403, code: "ApprovalRequired" },
    });
    await nextRun();
    const { id } = await create();
    expect(policies().map((policy) => policy.id)).toEqual([id]);
  });

  it("is asked for again once it was rejected, and says so", async () => {
    await failureOf(create());
    const [{ id = "" } = {}] = requests();
    await decide("reject");
    await nextRun();
    expect(await detailsOf(create())).toContain(`(${id}) is rejected; approval was asked for again`);
    expect(requests().map(({ status }) => status)).toEqual(["rejected", "needsApproval"]);
  });

  it("is told from a missing permission to see whether it is approved, which is named", async () => {
    await failureOf(create());
    await decide("approve");
    served.tenant.faults.add({
      match: { path: "operationApprovalRequests" },
      effect: { kind: "status", status: 403, code: "Forbidden" },
    });
    await nextRun();
    expect(await detailsOf(create())).toContain("DeviceManagementRBAC.Read.All");
    expect(policies()).toEqual([]);
  });

  it("without a justification names the setting that gives one", async () => {
    await nextRun({});
    expect(await detailsOf(create())).toContain("INTUNE_APPROVAL_JUSTIFICATION");
  });

  it("of assignments leaves the empty set in state, which the next run fills once it is approved", async () => {
    served.tenant.state.settings.approvals = { kinds: [] };
    const { id } = await create();
    served.tenant.state.settings.approvals = { kinds: ["configurationPolicies"] };
    const inputs = { configurationId: id, policyKind: "settingsCatalog", targets: [{ type: "allDevices" }] };
    const failure = await failureOf(plugin.create(assignmentsUrn, inputs));
    expect(failure.details).toContain("second administrator");
    await decide("approve");
    await nextRun();
    const old = { ...inputs, targets: [] };
    await plugin.update(assignmentsUrn, id, inputs, { inputs: old, properties: old });
    expect(policies()[0]?.assignments).toHaveLength(1);
  });

  it("of an update or a delete leaves state as it was, and is done once it is approved", async () => {
    served.tenant.state.settings.approvals = { kinds: [] };
    const inputs = await news();
    const { id, properties } = await plugin.create(policyUrn, inputs);
    served.tenant.state.settings.approvals = { kinds: ["configurationPolicies"] };
    const state = { inputs, properties };
    const renamed = { ...inputs, name: "Renamed" };
    await failureOf(plugin.update(policyUrn, id, renamed, state));
    await decide("approve");
    await nextRun();
    await plugin.update(policyUrn, id, renamed, state);
    expect(policies()[0]?.name).toBe("Renamed");
    await failureOf(plugin.delete(policyUrn, id, { ...state, inputs: renamed }));
    await decide("approve");
    await nextRun();
    await plugin.delete(policyUrn, id, { ...state, inputs: renamed });
    expect(policies()).toEqual([]);
  });

  it("whose answer is lost once it was approved is not told to lack a permission", async () => {
    served.tenant.state.settings.approvals = { kinds: [] };
    const inputs = await news();
    const { id, properties } = await plugin.create(policyUrn, inputs);
    served.tenant.state.settings.approvals = { kinds: ["configurationPolicies"] };
    const rename = () => plugin.update(policyUrn, id, { ...inputs, name: "Renamed" }, { inputs, properties });
    await failureOf(rename());
    await decide("approve");
    served.tenant.faults.add({ match: { method: "PATCH" }, nth: 2, effect: { kind: "cut", when: "after" } });
    const details = await detailsOf(rename());
    expect(details).not.toContain("permission");
    expect(details).toContain("It may be done already");
    expect(policies()[0]?.name).toBe("Renamed");
  });

  it("that is held behind another one of the same object says so", async () => {
    served.tenant.state.settings.approvals = { kinds: [] };
    const inputs = await news();
    const { id, properties } = await plugin.create(policyUrn, inputs);
    served.tenant.state.settings.approvals = { kinds: ["configurationPolicies"] };
    const state = { inputs, properties };
    await failureOf(plugin.update(policyUrn, id, { ...inputs, name: "First" }, state));
    const second = plugin.update(policyUrn, id, { ...inputs, name: "Second" }, state);
    expect(await detailsOf(second)).toContain("Another write of the same object waits for approval");
  });

  it.each([403, 412] as const)(
    "is told by its code, whichever status it comes with: %s",
    async (heldStatus) => {
      served.tenant.state.settings.approvals = { kinds: ["configurationPolicies"], heldStatus };
      expect(await detailsOf(create())).toContain("approval code");
      expect(served.requests().filter(({ method }) => method === "POST")).toHaveLength(1);
    },
  );
});

it("a justification that Intune would refuse for its length is refused with the setting's name", async () => {
  await expect(served.anotherPlugin({ approvalJustification: "x".repeat(991) })).rejects.toThrow(
    /intune:approvalJustification must have at most 990 characters/,
  );
});
