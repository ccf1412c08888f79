import { describe, expect, it } from "vitest";
import { failureOf } from "../provider/support/protocol.ts";
import { makeScript, scriptInputs, scriptUrn } from "./support/health-scripts.ts";
import { checked, serveIntune } from "./support/served.ts";

const served = serveIntune({ replicationDelays: [0.01, 0.01, 0.01, 0.01] });
const scripts = "/beta/deviceManagement/deviceHealthScripts";

function inTenant() {
  return served.tenant.state.deviceHealthScripts.all();
}

describe("a detection script", () => {
  it("reads back without a difference, line ends and all, and is kept as base64", async () => {
    const { id, news, state } = await makeScript(served);
    expect(inTenant()[0]).toMatchObject({
      detectionScriptContent: Buffer.from("Write-Output 'é'\r\nexit 0\r\n").toString("base64"),
      remediationScriptContent: "",
      runAsAccount: "user",
      runAs32Bit: false,
      enforceSignatureCheck: false,
    });
    const found = await served.plugin.read(scriptUrn, id, state);
    expect(found?.inputs).toEqual(news);
    expect((await served.plugin.read(scriptUrn, "name:PIN reset readiness"))?.inputs).toEqual({
      ...news,
      roleScopeTagIds: ["0"],
    });
  });

  it("is changed by what differs and no more", async () => {
    const { id, news, state } = await makeScript(served);
    served.tenant.requests.clear();
    const wanted = { ...news, detectionScript: "exit 1", enforceSignatureCheck: true };
    await served.plugin.update(scriptUrn, id, wanted, state);
    expect(served.roundTrips()).toEqual(["POST /beta/$batch"]);
    expect(served.requests().find(({ method }) => method === "PATCH")?.body).toEqual({
      "@odata.type": "#microsoft.graph.deviceHealthScript",
      detectionScriptContent: Buffer.from("exit 1").toString("base64"),
      enforceSignatureCheck: true,
    });
    expect((await served.plugin.read(scriptUrn, id, state))?.inputs).toEqual(wanted);
  });

  it("is left alone, without a request, by an update that changes nothing", async () => {
    const { id, news, state } = await makeScript(served);
    served.tenant.requests.clear();
    await served.plugin.update(scriptUrn, id, news, state);
    expect(served.requests()).toEqual([]);
  });

  it("without a publisher is made with an empty one, and with the scope tags that the program gives", async () => {
    const { publisher: _, ...inputs } = scriptInputs({ roleScopeTagIds: ["0", "1"] });
    const news = await checked(served.plugin, scriptUrn, inputs);
    const { id, properties } = await served.plugin.create(scriptUrn, news);
    expect(inTenant()[0]).toMatchObject({ publisher: "", roleScopeTagIds: ["0", "1"] });
    expect((await served.plugin.read(scriptUrn, id, { inputs: news, properties }))?.inputs).toEqual(news);
  });

  it("to which someone adds a remediation is drift, healed, and not imported", async () => {
    const { id, news, state } = await makeScript(served);
    const remediationScriptContent = Buffer.from("Remove-Item C:\\").toString("base64");
    await served.tenant.asAdministrator("PATCH", `${scripts}/${id}`, { remediationScriptContent });
    const found = await served.plugin.read(scriptUrn, id, state);
    const difference = await served.plugin.diff(scriptUrn, found?.inputs ?? {}, news);
    expect(difference.details).toEqual({ remediationScript: "DELETE" });
    await expect(served.plugin.read(scriptUrn, id)).rejects.toThrow("this resource is for detection alone");
    await served.plugin.update(scriptUrn, id, news, { inputs: {}, properties: {}, ...found });
    expect(inTenant()[0]?.remediationScriptContent).toBe("");
  });

  it("in another encoding than UTF-8 is kept as it is, and not imported", async () => {
    const { id, state } = await makeScript(served);
    const detectionScriptContent = Buffer.from("\ufeffexit 0", "utf16le").toString("base64");
    await served.tenant.asAdministrator("PATCH", `${scripts}/${id}`, { detectionScriptContent });
    const found = await served.plugin.read(scriptUrn, id, state);
    expect(found?.inputs.detectionScript).toBe(detectionScriptContent);
    await expect(served.plugin.read(scriptUrn, id)).rejects.toThrow("is not text in UTF-8");
  });

  it("whose scope tags the program does not give is left with those that it has", async () => {
    const { id, news, state } = await makeScript(served);
    served.tenant.state.deviceHealthScripts.change(id, { roleScopeTagIds: ["0", "1"] });
    const found = await served.plugin.read(scriptUrn, id, state);
    expect((await served.plugin.diff(scriptUrn, found?.inputs ?? {}, news)).changed).toBe(false);
  });

  it("of which the answer to the create was lost is made once", async () => {
    served.tenant.faults.add({
      match: { method: "POST", path: "/deviceHealthScripts$" },
      effect: { kind: "cut", when: "after" },
    });
    const { id } = await makeScript(served);
    expect(inTenant().map((script) => script.id)).toEqual([id]);
  });

  it("that is there already is taken over if it is equal, and else left alone with its id named", async () => {
    const { id } = await makeScript(served);
    const other = await served.anotherPlugin();
    const again = await checked(other, scriptUrn, scriptInputs());
    expect((await other.create(scriptUrn, again)).id).toBe(id);
    const different = other.create(scriptUrn, { ...again, detectionScript: "exit 1" });
    const { details } = await failureOf(different);
    expect(details).toContain(id);
    expect(details).toContain("npm run pin-reset -- adopt --apply");
    expect(inTenant()).toHaveLength(1);
  });

  it("by a name that no script has, or more than one, is not imported", async () => {
    await expect(served.plugin.read(scriptUrn, "name:none")).rejects.toThrow("no remediation script named");
    const { id } = await makeScript(served);
    await served.tenant.asAdministrator("POST", scripts, {
      displayName: "PIN reset readiness",
      publisher: "Contoso",
      detectionScriptContent: "ZXhpdCAw",
    });
    await expect(served.plugin.read(scriptUrn, "name:PIN reset readiness")).rejects.toThrow(id);
  });

  it("that was deleted in the portal is gone, and its deletion is no error then", async () => {
    const { id, state } = await makeScript(served);
    served.tenant.state.deviceHealthScripts.remove(id);
    expect(await served.plugin.read(scriptUrn, id, state)).toBeUndefined();
    await served.plugin.delete(scriptUrn, id, state);
  });

  it("that a second administrator must approve is made by the next run once it is approved", async () => {
    served.tenant.state.settings.approvals = { kinds: ["scripts"] };
    const settings = { approvalJustification: "Change 4711" };
    const plugin = await served.anotherPlugin(settings);
    const news = await checked(plugin, scriptUrn, scriptInputs());
    const { details } = await failureOf(plugin.create(scriptUrn, news));
    expect(details).toContain("the next `pulumi up` finishes it");
    const [request] = served.tenant.state.operationApprovalRequests.all();
    const path = `/beta/deviceManagement/operationApprovalRequests/${request?.id}/approve`;
    await served.tenant.asAdministrator("POST", path, { justification: "seen" });
    const { id } = await (await served.anotherPlugin(settings)).create(scriptUrn, news);
    expect(inTenant().map((script) => script.id)).toEqual([id]);
  });

  it("without the permission names it", async () => {
    const held = ["DeviceManagementConfiguration.ReadWrite.All", "DeviceManagementScripts.Read.All"];
    served.tenant.setPermissions(held);
    const plugin = await served.anotherPlugin();
    const news = await checked(plugin, scriptUrn, scriptInputs());
    await expect(plugin.create(scriptUrn, news)).rejects.toThrow("DeviceManagementScripts.ReadWrite.All");
  });
});
