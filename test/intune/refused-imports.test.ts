import { describe, expect, it } from "vitest";
import { failureOf, urnOf } from "../provider/support/protocol.ts";
import { makeScript, scriptUrn } from "./support/health-scripts.ts";
import { portalOf } from "./support/portal.ts";
import {
  assignmentsUrn,
  makePolicy,
  makeProfile,
  omaSetting,
  policyUrn,
  profileInputs,
  profileUrn,
  serveIntune,
} from "./support/served.ts";

const served = serveIntune({ replicationDelays: [] });
const boolean = profileInputs([omaSetting("Boolean", true)]);

type Profile = ReturnType<typeof served.tenant.state.deviceConfigurations.all>[number];

/** What Graph returns in place of the profile, without the checks of a request. */
function putProfile(change: (profile: Profile) => object): void {
  const kept = portalOf(served.tenant).profile("PIN recovery");
  served.tenant.state.deviceConfigurations.put({ ...kept, ...change(kept) } as Profile);
}

const messageOf = async (imported: Promise<unknown>) => (await failureOf(imported)).details;

describe("an import of what no program can declare", () => {
  it("lists twenty of its issues in order, and counts the others", async () => {
    const { id } = await makeProfile(served.plugin, boolean);
    putProfile(({ omaSettings: [first] = [] }) => ({
      omaSettings: Array.from({ length: 23 }, (_, index) => ({ ...first, omaUri: `bad/${index}` })),
    }));
    const message = await messageOf(served.plugin.read(profileUrn, id));
    const listed = [...message.matchAll(/^ {2}omaSettings\[(\d+)\]\.omaUri/gm)].map(([, index]) => index);
    expect(listed).toEqual(Array.from({ length: 20 }, (_, index) => String(index)));
    expect(message).toContain("\n  and 3 more\n");
  });

  it("names a setting without an OMA-URI by its name and null", async () => {
    const { id } = await makeProfile(served.plugin, boolean);
    putProfile(({ omaSettings: [first] = [] }) => ({ omaSettings: [{ ...first, omaUri: null }] }));
    const message = await messageOf(served.plugin.read(profileUrn, id));
    expect(message).toContain('omaSettings[0].omaUri ("./Device/Boolean", null) is required');
  });

  it("names a settings catalog setting without a definition by null", async () => {
    const { id } = await makePolicy(served.plugin);
    const [first] = served.tenant.state.configurationPolicies.get(id)?.settings ?? [];
    const { settingDefinitionId: _, ...without } = Object(first);
    served.tenant.state.configurationPolicies.change(id, { settings: [without] });
    const message = await messageOf(served.plugin.read(policyUrn, id));
    expect(message).toContain("settings[0].definitionId (null) is required");
  });

  it("names a target without a type and a group by null", async () => {
    const { id } = await makeProfile(served.plugin, boolean);
    await served.plugin.create(assignmentsUrn, { configurationId: id, targets: [{ type: "allDevices" }] });
    putProfile(({ assignments = [] }) => ({
      assignments: assignments.map((each) => ({ ...each, target: { ...each.target, "@odata.type": null } })),
    }));
    const message = await messageOf(served.plugin.read(assignmentsUrn, id));
    expect(message).toMatch(/targets\[0\]\.type \(null\) (is required|must be one of)/);
  });

  it("names a remediation script without a name by its id", async () => {
    const { id } = await makeScript(served);
    served.tenant.state.deviceHealthScripts.change(id, Object({ displayName: null }));
    const message = await messageOf(served.plugin.read(scriptUrn, id));
    expect(message).toContain(`The remediation script null (${id}) cannot be imported`);
    expect(message).toContain("displayName is required");
  });

  it("names a remediation script's assignment by its path where its target is of an unknown kind", async () => {
    const urn = urnOf("intune:index:DeviceHealthScriptAssignments");
    const { id } = await makeScript(served);
    const assignments = [{ id: `${id}:1`, target: { "@odata.type": "#unknown" }, runSchedule: null }];
    served.tenant.state.deviceHealthScripts.change(id, Object({ assignments }));
    const message = await messageOf(served.plugin.read(urn, id));
    expect(message).toContain(`The assignments of the remediation script ${id} cannot be imported`);
    expect(message).toContain("assignments[0].target.type");
  });
});
