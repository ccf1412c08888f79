import { describe, expect, it } from "vitest";
import type { GroupResult } from "../../intune/sdk.ts";
import { issueOf, windowsId } from "../components/entra.ts";

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

  it("that is named by name and by object ID is named twice", async () => {
    const message = await issueOf({
      assignments: { groups: ["Windows devices"], excludedGroups: [windowsId] },
    });
    expect(message).toContain(
      `pin-reset:assignments.excludedGroups[0] is the same group as pin-reset:assignments.groups[0]: ${windowsId}`,
    );
  });

  it("that may not be read names the permission, and says Graph's own words", async () => {
    const error = {
      code: "forbidden",
      message: "GET /groups: 403 Authorization_RequestDenied: Insufficient",
    };
    const message = await issueOf(
      { assignments: { groups: ["Windows devices"] } },
      { group: () => ({ status: "forbidden", error }) },
    );
    expect(message).toContain("which the signed-in account may not read: GET /groups: 403 Authorization");
    expect(message).toContain("Group.Read.All");
  });

  it.each<[string, GroupResult, string, string]>([
    [
      "says the provider's words and hint",
      { status: "failed", error: { code: "unavailable", message: "503 for ever", hint: "Try again later." } },
      "which could not be looked up: 503 for ever",
      "Try again later.",
    ],
    [
      "says what to check where the provider has no hint",
      { status: "failed", error: { code: "rejected", message: "400 BadRequest" } },
      "which could not be looked up: 400 BadRequest",
      "Check the connection to Microsoft Graph and the ARM_* variables",
    ],
    [
      "is no target without an object ID",
      { status: "found" },
      "which could not be looked up: Graph gave no object ID",
      "Check the connection",
    ],
  ])("that cannot be looked up for another reason %s", async (_, result, words, hint) => {
    const message = await issueOf({ assignments: { groups: ["Windows devices"] } }, { group: () => result });
    expect(message).toContain(words);
    expect(message).toContain(hint);
  });
});
