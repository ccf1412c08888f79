import * as pulumi from "@pulumi/pulumi";
import { DeviceHealthScript, DeviceHealthScriptAssignments } from "../intune/sdk.ts";
import type { Directory } from "../lookups/directory.ts";
import type { AssignedTarget } from "../lookups/targets.ts";
import type { ReadinessSettings, Settings } from "../settings.ts";

type PinResetReadinessArgs = Omit<ReadinessSettings, "groups" | "excludedGroups" | "scriptFile"> & {
  /** The text of the detection script. */
  script: string;
  targets: readonly AssignedTarget[];
};

/**
 * The remediation script by which devices report whether a PIN can be reset there without loss: detection only, as the
 * signed-in user.
 * Source: https://learn.microsoft.com/intune/intune-service/fundamentals/remediations
 */
class PinResetReadiness extends pulumi.ComponentResource {
  /** The script's ID in Intune. */
  readonly scriptId: pulumi.Output<string>;

  constructor(name: string, args: PinResetReadinessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pin-reset:index:PinResetReadiness", name, {}, opts);
    const script = new DeviceHealthScript(
      `${name}-readiness`,
      {
        displayName: args.displayName,
        description: "Reports whether a PIN can be reset without losing what it protects. Changes nothing.",
        publisher: "PIN Reset as code",
        detectionScript: args.script,
        runAsAccount: "user",
        runAs32Bit: false,
        enforceSignatureCheck: args.enforceSignatureCheck,
        ...(args.roleScopeTagIds ? { roleScopeTagIds: args.roleScopeTagIds } : {}),
      },
      { parent: this },
    );
    const schedule = runSchedule(args.schedule);
    const assignments = new DeviceHealthScriptAssignments(
      `${name}-readiness-assignments`,
      {
        scriptId: script.id,
        assignments: args.targets.map(({ groupName, ...target }) =>
          target.type === "exclusionGroup" ? { target } : { target, schedule },
        ),
      },
      { parent: this },
    );
    // From the assignments on, so that the output names no script that no device runs.
    this.scriptId = assignments.id;
    this.registerOutputs({ scriptId: this.scriptId });
  }
}

/** Most users are signed in by then, and the script runs as one of them. */
const defaultTime = "10:00";

function runSchedule({ type, interval, time, useUtc }: ReadinessSettings["schedule"]) {
  return type === "hourly"
    ? { type, interval }
    : { type, interval, time: time ?? defaultTime, useUtc: useUtc ?? false };
}

/** The script of the setting `readiness` where it is on, as the stack's outputs name it. */
export function createReadiness(
  name: string,
  { readiness }: Pick<Settings, "readiness">,
  directory: Pick<Directory, "readiness" | "targets">,
): { readinessScriptId?: pulumi.Output<string> } {
  if (readiness === undefined || directory.readiness === undefined) {
    return {};
  }
  const { script, targets = directory.targets } = directory.readiness;
  return { readinessScriptId: new PinResetReadiness(name, { ...readiness, script, targets }).scriptId };
}
