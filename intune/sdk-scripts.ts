import * as pulumi from "@pulumi/pulumi";
import { version } from "../version.ts";
import type { AssignmentTargetArgs } from "./sdk-profiles.ts";

export type DeviceHealthScriptArgs = {
  displayName: pulumi.Input<string>;
  description?: pulumi.Input<string>;
  publisher?: pulumi.Input<string>;
  /** The PowerShell script itself: exit code 0 means no issue, 1 an issue. */
  detectionScript: pulumi.Input<string>;
  /** `system` by default. */
  runAsAccount?: pulumi.Input<"system" | "user">;
  runAs32Bit?: pulumi.Input<boolean>;
  /** Whether the script runs only if its signature is trusted on the device. */
  enforceSignatureCheck?: pulumi.Input<boolean>;
  /** Left alone when not given. */
  roleScopeTagIds?: pulumi.Input<pulumi.Input<string>[]>;
};

/**
 * The detection script of an Intune remediation. Imported by its id, or by `name:<displayName>`.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-devices-devicehealthscript?view=graph-rest-beta
 */
export class DeviceHealthScript extends pulumi.CustomResource {
  declare readonly displayName: pulumi.Output<string>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly publisher: pulumi.Output<string | undefined>;
  declare readonly detectionScript: pulumi.Output<string>;
  declare readonly runAsAccount: pulumi.Output<"system" | "user">;
  declare readonly runAs32Bit: pulumi.Output<boolean>;
  declare readonly enforceSignatureCheck: pulumi.Output<boolean>;
  declare readonly roleScopeTagIds: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: DeviceHealthScriptArgs, options: pulumi.CustomResourceOptions = {}) {
    // A property that is not given is an output all the same.
    const inputs = {
      description: undefined,
      publisher: undefined,
      runAsAccount: undefined,
      runAs32Bit: undefined,
      enforceSignatureCheck: undefined,
      roleScopeTagIds: undefined,
      ...args,
    };
    super("intune:index:DeviceHealthScript", name, inputs, { version, ...options });
  }
}

/** When a script runs: `interval` is for hourly and daily, `date` for once, `time` (HH:MM) and `useUtc` for all but hourly. */
export type RunScheduleArgs = {
  type: pulumi.Input<"hourly" | "daily" | "once">;
  interval?: pulumi.Input<number>;
  time?: pulumi.Input<string>;
  date?: pulumi.Input<string>;
  useUtc?: pulumi.Input<boolean>;
};

/** A target of a script, with a schedule unless it is an excluded group. */
export type HealthScriptAssignmentArgs = {
  target: pulumi.Input<AssignmentTargetArgs>;
  schedule?: pulumi.Input<RunScheduleArgs>;
};

/** An assignment of a script as it is in state. */
export type HealthScriptAssignment = pulumi.Unwrap<HealthScriptAssignmentArgs>;

export type DeviceHealthScriptAssignmentsArgs = {
  /** The script that is assigned; another one means another resource. */
  scriptId: pulumi.Input<string>;
  /** The whole set; its order means nothing. */
  assignments: pulumi.Input<pulumi.Input<HealthScriptAssignmentArgs>[]>;
};

/**
 * Every assignment of a remediation script: Intune replaces them as a set. Its id is the script's.
 * Source: https://learn.microsoft.com/graph/api/intune-devices-devicehealthscript-assign?view=graph-rest-beta
 */
export class DeviceHealthScriptAssignments extends pulumi.CustomResource {
  declare readonly scriptId: pulumi.Output<string>;
  declare readonly assignments: pulumi.Output<HealthScriptAssignment[]>;

  constructor(
    name: string,
    args: DeviceHealthScriptAssignmentsArgs,
    options: pulumi.CustomResourceOptions = {},
  ) {
    super("intune:index:DeviceHealthScriptAssignments", name, { ...args }, { version, ...options });
  }
}
