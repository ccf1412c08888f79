import * as pulumi from "@pulumi/pulumi";
import { pinResetApps } from "../domain/applications.ts";
import type { Directory } from "../lookups/directory.ts";
import type { Existing } from "../lookups/existing.ts";
import { adminCenters, configurationProfilesLink, enterpriseApplicationLink } from "../lookups/links.ts";
import type { AssignedTarget } from "../lookups/targets.ts";
import type { Settings } from "../settings.ts";
import { ProfileAssignments } from "./assignments.ts";
import { PinResetConsent } from "./consent.ts";
import { PinRecoveryProfile } from "./recovery-profile.ts";

/** The settings, and what they name as lookUpDirectory found it. */
type PinResetArgs = Pick<Settings, "consent" | "profile"> & {
  directory: Pick<Directory, "tenantId" | "directoryObjectId" | "targets">;
  /** What the tenant has already of it, as lookUpExisting found it. */
  existing?: Existing;
};

/** One value for each of the two applications: the service, and the client that calls it. */
type ForBothApps<Value> = { service: Value; client: Value };

/**
 * Microsoft PIN Reset in a tenant: consent to both applications, the profile that turns PIN recovery on, and whom it is
 * assigned to.
 * Source: https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/pin-reset
 */
export class PinReset extends pulumi.ComponentResource {
  /** The OMA-URI of EnablePinRecovery that the profile sets to true. */
  readonly omaUri: pulumi.Output<string>;
  /** The profile's ID in Intune. */
  readonly profileId: pulumi.Output<string>;
  /** Object IDs of both service principals. */
  readonly servicePrincipalIds: pulumi.Output<ForBothApps<string>>;
  /** Every target of the profile. */
  readonly assignedTo: pulumi.Output<readonly AssignedTarget[]>;
  /** Where the portals show each of them. */
  readonly links: pulumi.Output<ForBothApps<string> & { profiles: string }>;

  constructor(
    name: string,
    { consent, profile, directory, existing }: PinResetArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("pin-reset:index:PinReset", name, {}, opts);
    const consented = new PinResetConsent(
      name,
      {
        ...consent,
        directoryObjectId: directory.directoryObjectId,
        ...(existing ? { existing: existing.grants } : {}),
      },
      { parent: this },
    );
    const recovery = new PinRecoveryProfile(
      name,
      { ...profile, tenantId: directory.tenantId, beforeProfile: existing?.beforeProfile },
      { parent: this },
    );
    const assignments = new ProfileAssignments(
      name,
      { profileId: recovery.profileId, profileKind: profile.kind, targets: directory.targets },
      // A device with the policy but without the consent fails its user's reset: AADSTS650052.
      { parent: this, dependsOn: consented },
    );
    this.omaUri = recovery.omaUri;
    this.profileId = recovery.profileId;
    this.servicePrincipalIds = pulumi.output({ service: consented.service, client: consented.client });
    this.assignedTo = assignments.assignedTo;
    this.links = this.servicePrincipalIds.apply(portalLinks);
    this.registerOutputs({
      omaUri: this.omaUri,
      profileId: this.profileId,
      servicePrincipalIds: this.servicePrincipalIds,
      assignedTo: this.assignedTo,
      links: this.links,
    });
  }
}

function portalLinks({ service, client }: ForBothApps<string>) {
  const portals = adminCenters();
  return {
    service: enterpriseApplicationLink(portals, service, pinResetApps.service),
    client: enterpriseApplicationLink(portals, client, pinResetApps.client),
    profiles: configurationProfilesLink(portals),
  };
}
