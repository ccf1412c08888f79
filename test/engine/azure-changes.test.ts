import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { eventsIn, previewOf } from "../../tools/preview-summary/preview.ts";
import { summaryOf } from "../../tools/preview-summary/summary.ts";
import { passcodeVault, pipelineIdentity, subscription, user, vaultId } from "./azure-settings.ts";
import { startAzureStack } from "./azure-stack.ts";
import { plannedSteps, succeed } from "./support.ts";

const { groups } = seeded;
const azure = startAzureStack();

beforeAll(async () => {
  await azure.both();
  await azure.up();
});

describe("a vault and pipeline identities that are there", () => {
  it("show what was changed by hand, and are brought back", async () => {
    const [vault] = azure.tenant.state.armResources.all().filter(({ name }) => name === "kv-pin-reset");
    azure.tenant.state.armResources.change(vault?.id ?? "", {
      properties: { ...vault?.properties, publicNetworkAccess: "Disabled" },
    });
    const { code, steps } = await plannedSteps(azure.stack);
    expect(code).toBe(7);
    expect(steps["pin-reset-passcodes"]).toMatchObject({
      op: "update",
      detailedDiff: { "properties.publicNetworkAccess": { kind: "update" } },
    });
    await azure.up();
    expect(azure.tenant.state.armResources.get(vault?.id ?? "")?.properties.publicNetworkAccess).toBe(
      "Enabled",
    );
  });

  it("change as the settings do, and nothing else", async () => {
    azure.tenant.requests.clear();
    await azure.settings({
      "pin-reset:passcodeVault": {
        ...passcodeVault,
        readers: [groups.kiosks, "Everyone"],
        allowedIpRanges: ["203.0.113.7", "198.51.100.0/24"],
      },
      "pin-reset:pipelineIdentity": {
        ...pipelineIdentity,
        github: { ...pipelineIdentity.github, drift: { branch: "release" } },
      },
    });
    await azure.up();

    const drift =
      "/resourceGroups/rg-pipelines/providers/Microsoft.ManagedIdentity/userAssignedIdentities/pin-reset-drift";
    expect(azure.writes().sort()).toEqual([
      "PUT /resourceGroups/rg-pin-reset/providers/Microsoft.KeyVault/vaults/kv-pin-reset 200",
      expect.stringMatching(
        /^PUT .*\/vaults\/kv-pin-reset\/providers\/Microsoft.Authorization\/roleAssignments\/[\da-f-]{36} 201$/,
      ),
      `PUT ${drift}/federatedIdentityCredentials/github 200`,
    ]);
    expect(azure.rights()).toContainEqual([vaultId, user, groups.everyone]);
    expect(azure.bodies(/\/federatedIdentityCredentials\//)).toMatchObject([
      [expect.anything(), { properties: { subject: "repo:contoso/pin-reset:ref:refs/heads/release" } }],
    ]);
    expect((await azure.stack.run(["preview", "--expect-no-changes"])).code).toBe(0);
  });

  it("are never lost to a setting that is taken out, or to a destroy", async () => {
    const kept = () => azure.tenant.state.armResources.all().map(({ name }) => name);
    const before = kept();
    await azure.settings({});
    // What a pull request's comment says first.
    const log = path.join(azure.stack.root, "events.json");
    await azure.stack.run(["preview", "--event-log", log], { PULUMI_DEBUG_COMMANDS: "true" });
    const summary = summaryOf(previewOf("dev", eventsIn(await readFile(log, "utf8")), true), "", 60_000);
    for (const name of ["passcodes", "drift", "deploy"]) {
      expect(summary).toContain(`**Delete \`pin-reset-${name}\`, which deletes for good`);
    }
    const refused = async (...command: string[]) => {
      const run = await azure.stack.run([...command, "--non-interactive", "--color", "never"]);
      expect(run.code).not.toBe(0);
      expect(run.stdout + run.stderr).toMatch(/cannot be deleted|protected/);
    };
    await refused("destroy", "--yes");
    expect(kept()).toEqual(before);
    // Without a preview before it, what depends on them may go, and the next update makes it again.
    await refused("up", "--yes", "--skip-preview");
    expect(kept()).toEqual(
      expect.arrayContaining([
        "kv-pin-reset",
        "pin-reset-drift",
        "pin-reset-deploy",
        "rg-pin-reset",
        "rg-pipelines",
      ]),
    );
    await azure.both();
    await azure.up();
    expect((await azure.stack.run(["preview", "--expect-no-changes"])).code).toBe(0);
  });

  it("are destroyed once they are unprotected, and the vault's name stays taken", async () => {
    azure.tenant.requests.clear();
    await succeed(azure.stack, "state", "unprotect", "--all", "--yes");
    const run = await azure.stack.run(["destroy", "--yes", "--skip-preview"]);
    expect(run, run.stdout).toMatchObject({ code: 0 });
    expect(azure.asked().filter(({ status }) => status >= 400 && status !== 404)).toEqual([]);
    expect(azure.tenant.state.armResources.all().map(({ properties }) => properties.scope)).toEqual([
      subscription,
    ]);
    expect(azure.identity("pin-reset-drift").clientId).toBe("undefined");

    await azure.both();
    const again = await azure.stack.run(["up", "--yes", "--skip-preview"]);
    expect(again.code).not.toBe(0);
    expect(again.stdout).toContain("A vault with the same name already exists in deleted state");
  });
});
