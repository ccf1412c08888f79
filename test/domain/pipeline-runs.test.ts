import { describe, expect, it } from "vitest";
import { pipelinePermissions } from "../../domain/pipeline-runs.ts";
import { permittedCalls } from "../../graph/permissions.ts";

describe("pipelinePermissions", () => {
  const plain = { encryptedSettings: false, onboarding: true, readiness: false };
  const encrypted = { encryptedSettings: true, onboarding: true, readiness: false };

  it("lets a run for drift look, and change nothing", () => {
    expect(pipelinePermissions("drift", plain, permittedCalls)).toEqual([
      "Application.Read.All",
      "DeviceManagementApps.Read.All",
      "DeviceManagementConfiguration.Read.All",
      "Directory.Read.All",
      "Group.Read.All",
    ]);
  });

  it("lets a run that deploys change what a stack has, and no permission of its own", () => {
    const deploy = [
      "Application.ReadWrite.All",
      "DelegatedPermissionGrant.ReadWrite.All",
      "DeviceManagementConfiguration.ReadWrite.All",
      "Directory.Read.All",
      "Group.Read.All",
    ];
    expect(pipelinePermissions("deploy", plain, permittedCalls)).toEqual(deploy);
    expect(pipelinePermissions("deploy", encrypted, permittedCalls)).toEqual(deploy);
  });

  it("lets a run that deploys after the onboarding change profiles, and no application and no grant", () => {
    expect(
      pipelinePermissions(
        "deploy",
        { encryptedSettings: true, onboarding: false, readiness: false },
        permittedCalls,
      ),
    ).toEqual([
      "Application.Read.All",
      "DeviceManagementConfiguration.ReadWrite.All",
      "Directory.Read.All",
      "Group.Read.All",
    ]);
  });

  it("lets runs work on remediation scripts only where the stack has one", () => {
    const scripts = (run: "drift" | "deploy", readiness: boolean) =>
      pipelinePermissions(run, { ...plain, readiness }, permittedCalls).filter((name) =>
        /Scripts/.test(name),
      );
    expect(scripts("drift", false)).toEqual([]);
    expect(scripts("deploy", false)).toEqual([]);
    expect(scripts("drift", true)).toEqual(["DeviceManagementScripts.Read.All"]);
    expect(scripts("deploy", true)).toEqual(["DeviceManagementScripts.ReadWrite.All"]);
  });

  it("lets a run for drift see encrypted settings, for which Graph wants the permission to write", () => {
    expect(pipelinePermissions("drift", encrypted, permittedCalls)).toEqual([
      "Application.Read.All",
      "DeviceManagementApps.Read.All",
      "DeviceManagementConfiguration.ReadWrite.All",
      "Directory.Read.All",
      "Group.Read.All",
    ]);
  });
});
