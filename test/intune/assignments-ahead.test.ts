import { describe, expect, it } from "vitest";
import { assignmentsAhead } from "../../intune/assignments-ahead.ts";
import type { PropertyMap } from "../../provider/values.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import {
  assignmentsUrn,
  checked,
  type Made,
  makePolicy,
  makeProfile,
  policyUrn,
  profileUrn,
  serveIntune,
} from "./support/served.ts";

const kept = new Map<string, Promise<unknown[]>>();
const served = serveIntune({ assignmentsAhead: kept });

const targets = [{ type: "allDevices" }];
const filtered = [
  { type: "allDevices", filterId: seeded.assignmentFilters.corporate, filterMode: "include" },
];

async function assign({ id }: Made, given: PropertyMap = {}) {
  const inputs = await checked(served.plugin, assignmentsUrn, { configurationId: id, targets, ...given });
  const { properties } = await served.plugin.create(assignmentsUrn, inputs);
  return { id, state: { inputs, properties } };
}

/** Removes the assignments of a profile, as an administrator does. */
function unassign({ id }: Made): Promise<unknown> {
  const path = `/v1.0/deviceManagement/deviceConfigurations/${id}/assign`;
  return served.tenant.asAdministrator("POST", path, { assignments: [] });
}

/** Reads both as the engine does in one pass: the assignments once the policy is there. */
async function readInTurn(urn: string, policy: Made, assigned: Awaited<ReturnType<typeof assign>>) {
  served.tenant.requests.clear();
  await served.plugin.read(urn, policy.id, policy.state);
  return served.plugin.read(assignmentsUrn, assigned.id, assigned.state);
}

describe("in a run that reads each resource when the program declares it", () => {
  it("the assignments of a profile come with it in one round trip", async () => {
    const profile = await makeProfile(served.plugin);
    const read = await readInTurn(profileUrn, profile, await assign(profile));
    expect(read?.inputs.targets).toEqual(targets);
    expect(served.roundTrips()).toEqual(["POST /v1.0/$batch"]);
  });

  it("those of a settings catalog policy do too", async () => {
    const policy = await makePolicy(served.plugin);
    const read = await readInTurn(policyUrn, policy, await assign(policy, { policyKind: "settingsCatalog" }));
    expect(read?.inputs.targets).toEqual(targets);
    expect(served.roundTrips()).toEqual(["POST /beta/$batch"]);
  });

  it("what was read ahead is used once, so that a later read sees what is there then", async () => {
    const profile = await makeProfile(served.plugin);
    const assigned = await assign(profile);
    await readInTurn(profileUrn, profile, assigned);
    await unassign(profile);
    const again = await served.plugin.read(assignmentsUrn, assigned.id, assigned.state);
    expect(again?.inputs.targets).toEqual([]);
  });

  it("a policy that is read again brings its assignments as they are then, though nothing asked for the first ones", async () => {
    const profile = await makeProfile(served.plugin);
    const assigned = await assign(profile);
    await served.plugin.read(profileUrn, profile.id, profile.state);
    await unassign(profile);
    const read = await readInTurn(profileUrn, profile, assigned);
    expect(read?.inputs.targets).toEqual([]);
  });

  it("assignments that could not be read ahead are read when they are asked for", async () => {
    const profile = await makeProfile(served.plugin);
    const assigned = await assign(profile);
    served.tenant.faults.add({ match: { path: "/assignments$" }, effect: { kind: "status", status: 403 } });
    const read = await readInTurn(profileUrn, profile, assigned);
    expect(read?.inputs.targets).toEqual(targets);
  });

  it("those with filters, which Graph has in beta alone, are read by themselves", async () => {
    const profile = await makeProfile(served.plugin);
    const assigned = await assign(profile, { targets: filtered });
    const read = await readInTurn(profileUrn, profile, assigned);
    expect(read?.inputs.targets).toEqual(filtered);
  });

  it("an import reads nothing ahead", async () => {
    const profile = await makeProfile(served.plugin);
    kept.clear();
    await served.plugin.read(profileUrn, profile.id);
    expect([...kept]).toEqual([]);
  });
});

it.each([
  ["true", true],
  ["1", true],
  ["false", false],
  [undefined, false],
])("PULUMI_RUN_PROGRAM=%s: assignments are read ahead: %s", (value, isOn) => {
  expect(assignmentsAhead({ PULUMI_RUN_PROGRAM: value }) !== undefined).toBe(isOn);
});
