import { describe, expect, it } from "vitest";
import { lookUpAll } from "../../../cli/adopt/look-up.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { serveCompanion } from "../support/tenant.ts";

const served = serveCompanion();
const collection = "/beta/deviceManagement/deviceHealthScripts";

const script = {
  urn: "urn::script",
  type: "intune:index:DeviceHealthScript",
  name: "script",
  inputs: { displayName: "PIN reset readiness" },
  dependencies: {},
};
const assignments = {
  urn: "urn::assignments",
  type: "intune:index:DeviceHealthScriptAssignments",
  name: "assignments",
  inputs: { scriptId: "not known yet" },
  dependencies: { scriptId: ["urn::script"] },
};

async function found() {
  const { signal } = new AbortController();
  const options = { graph: served.graph, signal, profile: undefined, isHeld: () => false };
  return (await lookUpAll([script, assignments], options)).map(({ id }) => id);
}

async function addScript(): Promise<string> {
  const { body } = await served.tenant.asAdministrator("POST", collection, {
    ...script.inputs,
    publisher: "Contoso",
    detectionScriptContent: Buffer.from("exit 0").toString("base64"),
  });
  return String((body as { id: string }).id);
}

describe("a remediation script that the stack declares", () => {
  it("is not imported where the tenant has none", async () => {
    expect(await found()).toEqual([undefined, undefined]);
  });

  it("is imported by its name, and its assignments once it has some", async () => {
    const id = await addScript();
    expect(await found()).toEqual([id, undefined]);
    const target = {
      "@odata.type": "#microsoft.graph.groupAssignmentTarget",
      groupId: seeded.groups.windowsDevices,
    };
    await served.tenant.asAdministrator("POST", `${collection}/${id}/assign`, {
      deviceHealthScriptAssignments: [{ target }],
    });
    expect(await found()).toEqual([id, id]);
  });

  it("is not chosen between two of one name", async () => {
    const ids = [await addScript(), await addScript()];
    await expect(found()).rejects.toThrow(ids[1]);
  });
});
