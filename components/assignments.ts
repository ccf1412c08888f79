import * as pulumi from "@pulumi/pulumi";
import { type AssignmentTargetArgs, DeviceConfigurationAssignments } from "../intune/sdk.ts";
import type { AssignedTarget } from "../lookups/targets.ts";
import type { Settings } from "../settings.ts";

/** A target; a group's name is for those who read `assignedTo`. */
export type AssignedTargetArgs = AssignmentTargetArgs & { groupName?: pulumi.Input<string> };

/** The profile by its ID in Intune, and its whole set of targets. */
export type ProfileAssignmentsArgs = {
  profileId: pulumi.Input<string>;
  /** What the profile is, a custom profile by default. */
  profileKind?: Settings["profile"]["kind"];
  targets: pulumi.Input<readonly pulumi.Input<AssignedTargetArgs>[]>;
};

/**
 * Whom the profile is assigned to: the whole set, since Intune replaces assignments as a set.
 * Source: https://learn.microsoft.com/graph/api/intune-deviceconfig-deviceconfiguration-assign
 *
 * @example
 * new ProfileAssignments("pin-recovery", { profileId: profile.profileId, targets: [{ type: "allDevices" }] });
 */
export class ProfileAssignments extends pulumi.ComponentResource {
  /** Every target of the profile. */
  readonly assignedTo: pulumi.Output<readonly AssignedTarget[]>;

  constructor(name: string, args: ProfileAssignmentsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pin-reset:index:ProfileAssignments", name, {}, opts);
    const targets = pulumi.output(args.targets) as pulumi.Output<readonly AssignedTarget[]>;
    const assignments = new DeviceConfigurationAssignments(
      `${name}-assignments`,
      {
        configurationId: args.profileId,
        ...(args.profileKind === "settingsCatalog" ? { policyKind: args.profileKind } : {}),
        targets: targets.apply((each) => each.map(({ groupName, ...target }) => target)),
      },
      // A component passes its dependencies on to nothing by itself.
      { parent: this, ...(opts?.dependsOn ? { dependsOn: opts.dependsOn } : {}) },
    );
    // From the resource on, so that the output names nothing that is not assigned.
    this.assignedTo = pulumi
      .all([assignments.id, targets])
      .apply(([, each]) => each as readonly AssignedTarget[]);
    this.registerOutputs({ assignedTo: this.assignedTo });
  }
}
