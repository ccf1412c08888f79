import { readFile, stat, writeFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { runPinReset } from "../cli/support/run.ts";
import { declaredSettings, declaredStack, makeConsent, makeProfile, writesTo } from "./clicked-together.ts";
import { configure, plannedSteps, succeed } from "./support.ts";

describe("pin-reset adopt on a tenant that was set up by hand", () => {
  const given = declaredStack("all tests");
  let consent: Awaited<ReturnType<typeof makeConsent>>;
  let profile: string;

  beforeAll(async () => {
    consent = await makeConsent(given.tenant);
    profile = await makeProfile(given.tenant);
  });

  it("shows what is there and writes the import file for its owner alone; imports nothing", async () => {
    const { service, client, grants } = consent;
    const run = await given.adopt("--file", given.file, "--output", "json");
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(run.stdout)).toEqual(
      expect.arrayContaining([
        { name: "pin-reset-service", type: "ServicePrincipal", id: `/servicePrincipals/${service}` },
        { name: "pin-reset-client", type: "ServicePrincipal", id: `/servicePrincipals/${client}` },
        {
          name: "pin-reset-client-on-service",
          type: "ServicePrincipalDelegatedPermissionGrant",
          id: `/oauth2PermissionGrants/${grants[0]}`,
        },
        {
          name: "pin-reset-service-on-directory",
          type: "ServicePrincipalDelegatedPermissionGrant",
          id: `/oauth2PermissionGrants/${grants[1]}`,
        },
        { name: "pin-reset-profile", type: "WindowsCustomConfiguration", id: profile },
        { name: "pin-reset-assignments", type: "DeviceConfigurationAssignments", id: profile },
      ]),
    );
    expect(run.stderr).toContain(given.file);
    expect((await stat(given.file)).mode & 0o777).toBe(0o600);
    expect(await readFile(given.file, "utf8")).not.toContain("PLACEHOLDER");
    expect(await succeed(given.stack, "stack", "export")).not.toContain("pin-reset-profile");
  });

  it("imports all of it with --apply, and the preview after it is empty", async () => {
    given.tenant.requests.clear();
    const before = given.tenant.state.deviceConfigurations.all();

    const run = await given.adopt("--apply");
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stderr).toContain("Imported 6 resources. The next `pulumi up` changes nothing.");
    expect(writesTo(given.tenant)).toEqual([]);
    expect(given.tenant.state.deviceConfigurations.all()).toEqual(before);

    const { code, steps } = await plannedSteps(given.stack);
    expect(code).toBe(0);
    expect(new Set(Object.values(steps).map(({ op }) => op))).toEqual(new Set(["same"]));
    expect((await given.adopt()).stderr).toContain("The stack has all that the program declares");
  });

  it("keeps what was imported from being destroyed before the first update", async () => {
    const destroy = await given.stack.run(["destroy", "--yes", "--skip-preview"]);
    expect(destroy.code).not.toBe(0);
    expect(destroy.stdout).toContain("protected");
  });
});

describe("pin-reset adopt on a tenant that was set up by hand, where something is missing or fails,", () => {
  const given = declaredStack("each test");

  it("imports what is there, and says what the next update would create and change", async () => {
    await makeConsent(given.tenant).then(({ grants }) =>
      given.tenant.asAdministrator("DELETE", `/v1.0/oauth2PermissionGrants/${grants[0]}`),
    );
    await makeProfile(given.tenant, { displayName: "PIN" });

    const run = await given.adopt("--apply");
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stdout).toMatch(/pin-reset-client-on-service .* will be created/);
    expect(run.stderr).toContain("Imported 5 resources. The next `pulumi up` would:");
    expect(run.stderr).toContain("create pin-reset-client-on-service");
    expect(run.stderr).toContain("update pin-reset-profile: displayName");
    await succeed(given.stack, "up", "--yes", "--skip-preview");
    expect((await plannedSteps(given.stack)).code).toBe(0);
  });

  it("says what came in where the import fails half-way, and goes on from there", async () => {
    await makeConsent(given.tenant);
    await makeProfile(given.tenant);
    // The lookup of the companion is let through; what the provider reads for the import is not.
    given.tenant.faults.add({
      match: { method: "GET", path: "/deviceConfigurations/[^/]+$", userAgent: "pulumi-intune/" },
      count: "always",
      effect: { kind: "status", status: 403 },
    });

    const run = await given.adopt("--apply");
    expect(run, run.stdout).toMatchObject({ code: 1 });
    expect(run.stderr).toContain("pulumi import failed:");
    expect(run.stderr).toMatch(/Imported: .*pin-reset-service/);
    expect(run.stderr).toMatch(/Not imported: pin-reset-profile/);

    given.tenant.faults.clear();
    const again = await given.adopt("--apply");
    expect(again, again.stderr).toMatchObject({ code: 0 });
    expect(again.stderr).toContain("The next `pulumi up` changes nothing.");
  });

  it("says what came in where Ctrl-C comes during the import, and goes on from there", async () => {
    await makeConsent(given.tenant);
    await makeProfile(given.tenant);
    const run = given.startAdopt("--apply");
    await new Promise<void>((resolve) => {
      const effect = { kind: "latency", milliseconds: 60_000 } as const;
      const match = { method: "GET", path: "/deviceConfigurations/[^/]+$", userAgent: "pulumi-intune/" };
      given.tenant.faults.add({ match, effect }, () => resolve());
    });
    run.child.kill("SIGINT");

    const ended = await run.ended;
    expect(ended, ended.stderr).toMatchObject({ code: 130 });
    expect(ended.stderr).toContain("Interrupted while Pulumi worked.");
    expect(ended.stderr).toMatch(/^Imported: /m);
    expect(ended.stderr).toMatch(/^Not imported: .*pin-reset-profile/m);

    given.tenant.faults.clear();
    expect((await given.adopt("--apply")).stderr).toContain("The next `pulumi up` changes nothing.");
  });

  it("lists both, and takes the one that --profile names", async () => {
    const first = await makeProfile(given.tenant);
    const second = await makeProfile(given.tenant, { displayName: "PIN recovery (copy)" });

    const refused = await given.adopt("--apply");
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("2 policies set EnablePinRecovery:");
    expect(refused.stderr).toContain(`  ${first}  Windows Hello - PIN recovery`);
    expect(refused.stderr).toContain(`  ${second}  PIN recovery (copy)`);
    expect(refused.stderr).toContain("--profile ID");

    const chosen = await given.adopt("--profile", second, "--output", "json");
    expect(chosen, chosen.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(chosen.stdout)).toContainEqual({
      name: "pin-reset-profile",
      type: "WindowsCustomConfiguration",
      id: second,
    });
  });
});

describe("pin-reset adopt where there is little to import", () => {
  const given = declaredStack("all tests");

  it("imports nothing on a tenant that has none of it", async () => {
    const run = await given.adopt("--apply", "--file", given.file);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stderr).toContain("there is nothing to import");
    await expect(stat(given.file)).rejects.toThrow("ENOENT");
  });

  it("says what the program refuses in the program's own words", async () => {
    await configure(given.stack, { "pin-reset:assignments": { groups: ["Nobody"] } });
    const run = await given.adopt();
    await configure(given.stack, declaredSettings);
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain('pin-reset:assignments.groups[0] names the group "Nobody"');
  });

  it("names the stack that there is not", async () => {
    const run = await given.adopt("--stack", "elsewhere");
    expect(run).toMatchObject({ code: 1 });
    expect(run.stderr).toContain("elsewhere");
  });

  it("says so when PULUMI_COMMAND is no program", async () => {
    const run = await runPinReset(["adopt"], {
      ...given.tenant.env,
      PULUMI_COMMAND: `${given.file}-is-no-program`,
    });
    expect(run).toMatchObject({ code: 1 });
    expect(run.stderr).toContain("PULUMI_COMMAND must be the path of the Pulumi CLI");
  });

  it("leaves a file alone that is there already", async () => {
    await makeProfile(given.tenant);
    await writeFile(given.file, "mine");
    const run = await given.adopt("--file", given.file);
    expect(run).toMatchObject({ code: 1 });
    expect(run.stderr).toContain("--file");
    expect(await readFile(given.file, "utf8")).toBe("mine");
  });
});
