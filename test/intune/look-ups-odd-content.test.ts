import { describe, expect, it } from "vitest";
import type { PropertyMap } from "../../provider/values.ts";
import { failureOf } from "../provider/support/protocol.ts";
import { serveMiddlebox } from "./support/middlebox.ts";
import { serveIntune } from "./support/served.ts";

const served = serveIntune();
const id = "6f1c0a52-7d3e-4b8a-9c41-0e2d5f6a7b8c";
const through = serveMiddlebox(served);

/** Answers every read of Intune by that body; takes no batches. */
function bring(body: unknown): void {
  through.middlebox.intercept = ({ method, url }) => {
    if (url.endsWith("/$batch")) {
      return { status: 405, body: {} };
    }
    return method === "GET" && url.includes("/deviceManagement/") ? { status: 200, body } : undefined;
  };
}

const call = async (name: string, args: PropertyMap) =>
  (await through.plugin.invoke(`intune:index:${name}`, args)).result;

const odd = {
  "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
  id,
  deviceName: null,
  displayName: 5,
};

describe("a function that looks up", () => {
  it.each<[string, PropertyMap]>([
    ["getManagedDevice", { deviceName: "" }],
    ["getConfigurationProfile", { displayName: "", description: "" }],
    ["getAssignmentFilter", { displayName: "", platform: "", rule: "" }],
  ])("gives what Graph leaves out, or has of another type, as empty texts: %s", async (name, expected) => {
    bring(odd);
    expect(await call(name, { id })).toMatchObject({ id, ...expected });
  });

  it("lists the devices beside one that has no name", async () => {
    bring({ value: [odd, { id: "b", deviceName: "B" }] });
    expect((await call("getManagedDevices", {})).devices).toMatchObject([
      { id, deviceName: "" },
      { id: "b", deviceName: "B" },
    ]);
  });

  it.each(["getManagedDevice", "getConfigurationProfile", "getAssignmentFilter"])(
    "says so where what responds is not Graph: %s",
    async (name) => {
      bring({ notice: "Sign in to the guest network" });
      const { details } = await failureOf(call(name, { id }));
      expect(details).toContain("an object with an id is expected there. Check whether a proxy responds");
    },
  );
});
