import { describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import type { Answer } from "./client.ts";
import { collection, createdPath } from "./configurations.ts";
import { serveTenant } from "./served.ts";

const served = serveTenant();

describe("assign", () => {
  const group = (groupId: string, type = "group") => ({
    target: { "@odata.type": `#microsoft.graph.${type}AssignmentTarget`, groupId },
  });
  const { windowsDevices, kiosks, helpdesk } = seeded.groups;

  function targetsOf(answer: Answer): string[] {
    return (answer.body.value ?? []).map(
      (entry) => `${entry.target?.["@odata.type"]} ${entry.target?.groupId}`,
    );
  }

  it("replaces the whole set, and answers in another order than it was given", async () => {
    const path = await createdPath(served);
    const given = [group(windowsDevices), group(kiosks, "exclusionGroup"), group(helpdesk)];
    const answer = await served.graph("POST", `${path}/assign`, { assignments: given });
    const wanted = given.map(({ target }) => `${target["@odata.type"]} ${target.groupId}`);
    expect(answer.status).toBe(200);
    expect([...targetsOf(answer)].sort()).toEqual([...wanted].sort());
    expect(targetsOf(answer)).not.toEqual(wanted);
    await served.graph("POST", `${path}/assign`, { assignments: [group(kiosks)] });
    expect(targetsOf(await served.graph("GET", `${path}/assignments`))).toEqual([
      `#microsoft.graph.groupAssignmentTarget ${kiosks}`,
    ]);
    await served.graph("POST", `${path}/assign`, { assignments: [] });
    expect((await served.graph("GET", `${path}?$expand=assignments`)).body.assignments).toEqual([]);
  });

  it("drops the later of two entries for one target", async () => {
    const path = await createdPath(served);
    const answer = await served.graph("POST", `${path}/assign`, {
      assignments: [group(kiosks), group(kiosks, "exclusionGroup")],
    });
    expect(targetsOf(answer)).toEqual([`#microsoft.graph.groupAssignmentTarget ${kiosks}`]);
  });

  it("takes all devices and all users, and shows the set in an expanded list too", async () => {
    const path = await createdPath(served);
    const all = ["allDevices", "allLicensedUsers"].map((name) => ({
      target: { "@odata.type": `#microsoft.graph.${name}AssignmentTarget` },
    }));
    await served.graph("POST", `${path}/assign`, { assignments: all });
    const list = await served.graph("GET", `/v1.0/${collection}?$expand=assignments`);
    const profile = list.body.value?.find((row) => path.endsWith(String(row.id)));
    expect(profile?.assignments?.length).toBe(2);
    expect(Object.keys(profile?.assignments?.[0] ?? {})).toEqual(["id", "target"]);
  });

  it("knows assignment filters in beta only", async () => {
    const path = await createdPath(served);
    const filtered = {
      target: {
        ...group(windowsDevices).target,
        deviceAndAppManagementAssignmentFilterId: seeded.assignmentFilters.corporate,
        deviceAndAppManagementAssignmentFilterType: "include",
      },
    };
    expect((await served.graph("POST", `${path}/assign`, { assignments: [filtered] })).status).toBe(400);
    const beta = path.replace("v1.0", "beta");
    const answer = await served.graph("POST", `${beta}/assign`, { assignments: [filtered] });
    expect(answer.body.value?.[0]).toMatchObject({ intent: "apply", source: "direct", ...filtered });
    const shown = await served.graph("GET", `${path}/assignments`);
    expect(Object.keys(shown.body.value?.[0]?.target ?? {})).toEqual(["@odata.type", "groupId"]);
    const unknown = {
      target: { ...filtered.target, deviceAndAppManagementAssignmentFilterId: windowsDevices },
    };
    expect((await served.graph("POST", `${beta}/assign`, { assignments: [unknown] })).status).toBe(400);
  });

  it.each([
    ["a target without a type", { assignments: [{ target: { groupId: kiosks } }] }],
    ["a group id that is no GUID", { assignments: [group("Kiosks")] }],
    ["a body without a set", {}],
    ["an unknown member", { assignments: [{ ...group(kiosks), colour: "red" }] }],
    ["a source, which v1.0 does not have", { assignments: [{ ...group(kiosks), source: "direct" }] }],
  ])("refuses %s", async (_what, body) => {
    const path = await createdPath(served);
    expect((await served.graph("POST", `${path}/assign`, body)).status).toBe(400);
  });

  it("reports where the profile applies: excluded devices not, devices of other platforms apart in beta only", async () => {
    const path = await createdPath(served);
    await served.graph("POST", `${path}/assign`, {
      assignments: [
        { target: { "@odata.type": "#microsoft.graph.allDevicesAssignmentTarget" } },
        group(kiosks, "exclusionGroup"),
      ],
    });
    const overview = await served.graph("GET", `${path}/deviceStatusOverview`);
    expect(overview.body).toMatchObject({ successCount: 3, notApplicableCount: 3 });
    expect(Object.keys(overview.body)).not.toContain("notApplicablePlatformCount");
    const beta = await served.graph("GET", `${path.replace("v1.0", "beta")}/deviceStatusOverview`);
    expect(beta.body).toMatchObject({
      successCount: 3,
      notApplicableCount: 0,
      notApplicablePlatformCount: 3,
    });
    const statuses = await served.graph("GET", `${path}/deviceStatuses`);
    expect(statuses.body.value?.map((status) => status.deviceDisplayName)).not.toContain("PHONE-02");
    await served.graph("POST", `${path}/assign`, { assignments: [group(seeded.groups.everyone)] });
    const ofUsers = await served.graph("GET", `${path}/deviceStatuses`);
    expect(ofUsers.body.value?.length).toBe(7);
  });

  it.each([
    ["devices", helpdesk, kiosks, ["PHONE-02", "Mia's iPhone"]],
    ["users", kiosks, helpdesk, ["PHONE-02"]],
  ])(
    "does not apply an excluded group of %s to what the other kind includes",
    async (_, included, excluded, reached) => {
      const path = await createdPath(served);
      const assignments = [group(included), group(excluded, "exclusionGroup")];
      await served.graph("POST", `${path}/assign`, { assignments });
      const statuses = await served.graph("GET", `${path}/deviceStatuses`);
      expect(statuses.body.value?.map((status) => status.deviceDisplayName).sort()).toEqual(reached.sort());
    },
  );
});
