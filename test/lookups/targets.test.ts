import { describe, expect, it } from "vitest";
import { fail, filterId, getGroup, getGroups, issueOf, windowsId } from "../components/entra.ts";

describe("a group", () => {
  it("that is missing is named with its setting, and every other issue with it", async () => {
    const message = await issueOf({
      assignments: { groups: ["Windows devices", "Windws"], excludedGroups: ["Kiosk"] },
    });
    expect(message).toContain("2 issues");
    expect(message).toContain(
      'pin-reset:assignments.groups[1] names the group "Windws", which the directory does not have',
    );
    expect(message).toContain('pulumi config rm --path "pin-reset:assignments.groups[1]"');
    expect(message).toContain('pin-reset:assignments.excludedGroups[0] names the group "Kiosk"');
  });

  it("that shares its display name is named with the IDs of all that have it, and of no other", async () => {
    const message = await issueOf({ assignments: { groups: ["Pilot"] } });
    expect(message).toContain(
      "2 groups have that display name: aaaaaaaa-0000-4000-8000-000000000001, aaaaaaaa-0000-4000-8000-000000000002",
    );
    expect(message).not.toContain("aaaaaaaa-0000-4000-8000-000000000003");
    expect(message).toContain(
      'pulumi config set --path "pin-reset:assignments.groups[0]" aaaaaaaa-0000-4000-8000-000000000001',
    );
  });

  it("that shares its display name is still an issue where the IDs cannot be listed", async () => {
    const message = await issueOf(
      { assignments: { groups: [{ group: "Pilot", filter: { id: filterId, mode: "include" } }] } },
      { [getGroups]: () => fail(getGroups, "Retrieving groups: 403") },
    );
    expect(message).toContain("more than one group has that display name");
    expect(message).toContain('pulumi config set --path "pin-reset:assignments.groups[0].group" OBJECT-ID');
  });

  it("that is named by name and by object ID is named twice", async () => {
    const message = await issueOf({
      assignments: { groups: ["Windows devices"], excludedGroups: [windowsId] },
    });
    expect(message).toContain(
      `pin-reset:assignments.excludedGroups[0] is the same group as pin-reset:assignments.groups[0]: ${windowsId}`,
    );
  });

  it("that may not be read names the permission", async () => {
    const message = await issueOf(
      { assignments: { groups: ["Windows devices"] } },
      { [getGroup]: () => fail(getGroup, "unexpected status 403 with error: Authorization_RequestDenied") },
    );
    expect(message).toContain("Group.Read.All");
    expect(message).toContain("Authorization_RequestDenied");
  });

  it("that cannot be looked up for another reason says the provider's own words on one line", async () => {
    const message = await issueOf(
      { assignments: { groups: ["Windows devices"] } },
      { [getGroup]: () => fail(getGroup, `connection\nrefused ${"x".repeat(1000)}`) },
    );
    expect(message).toMatch(/which could not be looked up: connection refused x+$/m);
    expect(message.length).toBeLessThan(1000);
  });
});
