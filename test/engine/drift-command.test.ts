import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { administrator } from "../../tenant/control/administrator.ts";
import { writtenAgain } from "../intune/support/portal.ts";
import { deployForDrift, ours, profile, theirs } from "./drift-stack.ts";
import { createStack, type Stack } from "./stack.ts";
import { pluginProject, succeed } from "./support.ts";

const drift = deployForDrift();

/** Names somebody in the audit log, at a time that is surely after the last update. */
function sign(userPrincipalName: string): string {
  const { auditEvents } = drift.tenant.state;
  const events = auditEvents
    .all()
    .filter(({ actor }) => Reflect.get(Object(actor), "applicationId") === administrator.appId);
  const at = new Date(Date.now() + 2000).toISOString();
  for (const { id } of events) {
    auditEvents.change(id, { activityDateTime: at, actor: { userPrincipalName } });
  }
  return at;
}

describe("pin-reset drift with a runner's OIDC token", () => {
  it("ends with 0 on a stack that was just deployed", async () => {
    const { code, report } = await drift.found(
      "--markdown",
      drift.file("clean.md"),
      "--sarif",
      drift.file("clean.sarif"),
    );
    expect(report).toMatchObject({ stack: "dev", drifted: false, healed: false, resources: [], pending: [] });
    expect(report.counts).toMatchObject({ driftedChanges: 0, pendingChanges: 0, deletions: 0 });
    expect(code).toBe(0);
    expect(await drift.content("clean.md")).toContain("Nothing drifted");
    expect(JSON.parse(await drift.content("clean.sarif")).runs[0].results).toEqual([]);
  });

  it("ends with 7 once somebody tampered, and says with what, who, and when", async () => {
    await drift.tamper();
    const changedAt = sign("mia@contoso.example");
    const { code, report } = await drift.found(
      "--markdown",
      drift.file("drift.md"),
      "--sarif",
      drift.file("drift.sarif"),
    );
    expect(code).toBe(7);
    expect(report).toMatchObject({
      drifted: true,
      resources: [
        {
          type: "intune:index:WindowsCustomConfiguration",
          name: "pin-reset-profile",
          operation: "update",
          differences: [
            { path: "description", declared: ours, actual: theirs },
            { path: "omaSettings[0].value", setting: "EnablePinRecovery", declared: true, actual: false },
          ],
          changedBy: "mia@contoso.example",
          changedAt,
        },
      ],
      pending: [],
    });
    expect(await drift.content("drift.md")).toContain(
      `| \`profile "${profile}"\` | \`EnablePinRecovery\` | \`true\` | \`false\` | \`mia@contoso.example\` |`,
    );
    expect(await drift.content("drift.md")).toContain(`| \`${ours}\` | \`\`theirs \\| \`theirs\`!\`\` |`);
    const [{ results }] = JSON.parse(await drift.content("drift.sarif")).runs;
    expect(results).toHaveLength(2);
    expect(results[1]).toMatchObject({
      ruleId: "pin-reset/drift",
      level: "error",
      message: { text: expect.stringContaining("EnablePinRecovery is false, declared true.") },
      locations: [{ physicalLocation: { artifactLocation: { uri: "Pulumi.dev.yaml" } } }],
    });
  });

  it("calls a group that somebody removed by its name, and one that is deleted by the name of the last update", async () => {
    const changes = async () => {
      const { code, report } = await drift.found();
      expect(code).toBe(7);
      const resources = report.resources as readonly { name: string; changes: readonly string[] }[];
      return resources.find(({ name }) => name === "pin-reset-assignments")?.changes;
    };
    await drift.portal.assign(profile, []);
    expect(await changes()).toEqual(["group Windows devices removed", "excluded group Kiosks removed"]);
  });

  it("brings it back with --heal --yes, and ends with 0 from then on", async () => {
    const healed = await drift.found(
      "--heal",
      "--yes",
      "--markdown",
      drift.file("drift.md"),
      "--sarif",
      drift.file("drift.sarif"),
    );
    expect(healed, healed.stderr).toMatchObject({ code: 0, report: { drifted: true, healed: true } });
    expect(healed.report.resources).toMatchObject([
      { name: "pin-reset-profile" },
      { name: "pin-reset-assignments" },
    ]);
    expect(drift.portal.profile(profile)).toMatchObject({
      description: ours,
      omaSettings: [{ value: true }],
    });
    expect((await drift.content("drift.md")).match(/^## /gm)).toHaveLength(2);
    expect(await drift.content("drift.md")).toContain("are as declared again");
    expect(JSON.parse(await drift.content("drift.sarif")).runs[0].results).toEqual([]);

    expect(await drift.found()).toMatchObject({ code: 0, report: { drifted: false } });
  });

  it("ends with 1, not 7, when Graph is down, with the engine's words and without a report", async () => {
    await drift.tenant.goDown();
    const files = ["--markdown", drift.file("down.md"), "--sarif", drift.file("down.sarif")];
    const run = await drift.start(files).ended.finally(drift.tenant.comeUp);
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toMatch(/pulumi preview failed:\n.*(ECONNREFUSED|cannot be reached)/s);
    expect(run.stderr).toContain("Whether anything drifted is not known.");
    await expect(drift.content("down.md")).rejects.toThrow("ENOENT");
    await expect(drift.content("down.sarif")).rejects.toThrow("ENOENT");
  });
});

describe("pin-reset drift of a secret", () => {
  const program = `
    const setting = (name, value) => ({ displayName: name, omaUri: "./Device/" + name, type: "String", value });
    new WindowsCustomConfiguration("secrets", { displayName: "Secrets", description: "ours",
      omaSettings: [setting("First", "plain"), setting("Second", pulumi.secret("hush"))] });`;
  let other: Stack;

  beforeAll(async () => {
    other = await createStack({ env: drift.tenant.env, files: pluginProject(program) });
    await succeed(other, "up", "--yes", "--skip-preview");
  });

  afterAll(() => other.close());

  it.each([
    [
      "changed",
      () => drift.portal.setValues("Secrets", { "./Device/Second": "leaked" }),
      "omaSettings[1].value",
      "Second",
    ],
    ["moved, as another setting is gone", () => removeFirst(), "omaSettings[0]", "omaSettings[0]"],
  ])("names one that was %s, and prints neither value", async (_, tamperWith, at, name) => {
    await tamperWith();
    const files = ["--markdown", drift.file("secret.md"), "--sarif", drift.file("secret.sarif")];
    const run = await drift.start(["--output", "csv", ...files], {}, other).ended;
    expect(run, run.stderr).toMatchObject({ code: 7 });
    const told = [
      run.stdout,
      run.stderr,
      await drift.content("secret.md"),
      await drift.content("secret.sarif"),
    ];
    expect([told[0], told[3]]).toEqual([expect.stringContaining(at), expect.stringContaining(at)]);
    expect(told[2]).toContain(`\`${name}`);
    expect(told[0]).toContain("[secret]");
    expect(told.join("\n")).not.toMatch(/hush|leaked/);
  });

  function removeFirst(): Promise<void> {
    const omaSettings = writtenAgain(drift.portal.profile("Secrets")).filter(
      ({ omaUri }) => omaUri !== "./Device/First",
    );
    return drift.portal.change("Secrets", { omaSettings });
  }
});
