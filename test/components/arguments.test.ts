import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { type PinResetArgs, resolveArguments } from "../../components/arguments.ts";
import { tenantIssue } from "../../lookups/signed-in-tenant.ts";
import { issuesError } from "../../settings/issues.ts";
import { inArgumentsOf } from "../../settings/names.ts";
import { startEngine } from "./engine.ts";

beforeEach(async () => {
  await startEngine(undefined, { isPreview: true });
});

const unknown = <Value>() => pulumi.output(pulumi.unknown) as unknown as pulumi.Output<Value>;

const resolve = (args: PinResetArgs) => inArgumentsOf('PinReset "p"', () => resolveArguments(args));

const assignments = { groups: ["Windows devices"] };

describe("the arguments of PinReset", () => {
  it("have the defaults of the settings, and may be outputs, promises and secrets", async () => {
    const { settings } = await resolve({
      profile: pulumi.output({ displayName: pulumi.secret("A name") }),
      assignments: { groups: [pulumi.output("Windows devices"), Promise.resolve({ group: "Kiosks" })] },
    });
    expect(settings.profile).toMatchObject({ displayName: "A name", kind: "custom", scope: "device" });
    expect(settings.consent.serviceScopes).toEqual(["User.Read"]);
    expect(settings.assignments.groups.map(({ group }) => group)).toEqual(["Windows devices", "Kiosks"]);
  });

  it.each<[string, object, string]>([
    ["a name that is none", { assignment: {} }, "assignment is not an argument: did you mean assignments?"],
    ["a setting of the project", { passcodeVault: {} }, "passcodeVault is not an argument"],
    ["a value that is no scope", { profile: { scope: "devices" } }, "profile.scope must be device or user"],
    [
      "the same, beside what is unknown",
      { profile: { scope: "devices", displayName: unknown() } },
      "profile.scope must",
    ],
    ["no one", { assignments: {} }, "assignments assigns the profile to no one"],
    ["a tenant that is no GUID", { tenantId: "contoso.com" }, "tenantId must be the tenant's ID"],
  ])("refuse %s, by the argument's name", async (_, wrong, message) => {
    const refused = resolve({ assignments, ...wrong });
    await expect(refused).rejects.toThrow('PinReset "p" has 1 issue; nothing of it was created or changed.');
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.not.toThrow("pulumi config");
    // A program of someone's own has no folder docs/ beside it.
    await expect(refused).rejects.toThrow(/described in https:\S+\/docs\/settings\.md\.$/);
  });

  it("that are secret are in no message of what is looked up by them", async () => {
    const looking = inArgumentsOf('PinReset "p"', async () => {
      await resolveArguments({ assignments: { groups: [pulumi.secret("Board members"), "Kiosks"] } });
      const message = 'names the groups "Board members" and "Kiosks"';
      throw issuesError([{ code: "groupMissing", message, hint: "Not Board members" }]);
    });
    await expect(looking).rejects.toThrow('names the groups "[secret]" and "Kiosks"');
    await expect(looking).rejects.not.toThrow("Board");
  });

  it("that name providers of two tenants are told how a component gets its own", () => {
    const issue = inArgumentsOf('PinReset "p"', () => tenantIssue(undefined, "tenant-1", "tenant-2"));
    expect(issue?.code).toBe("tenantByName");
    const two = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"] as const;
    const { hint } = inArgumentsOf('PinReset "p"', () => tenantIssue(undefined, ...two)) ?? {};
    expect(hint).toContain(
      `Give PinReset "p" both providers of one tenant, each with tenantId ${two[0]}: the option providers: [azuread, intune].`,
    );
    expect(tenantIssue(undefined, ...two)?.hint).not.toContain("PinReset");
  });

  it("that are unknown are left to the update, and the others checked", async () => {
    const resolved = await resolve({
      tenantId: unknown<string>(),
      consent: unknown<object>(),
      profile: { displayName: unknown<string>(), scope: "user" },
      assignments: { groups: [unknown<string>()] },
    });
    expect(resolved.unknownAssignments).toBe(true);
    expect(resolved.settings.tenantId).toBeUndefined();
    expect(resolved.settings.consent.clientScopes).toEqual(["user_impersonation"]);
    // Which policy is in the way cannot be told without the name.
    expect(resolved.settings.profile).toMatchObject({ scope: "user", allowOtherProfiles: true });
  });
});
