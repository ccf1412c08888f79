import * as pulumi from "@pulumi/pulumi";
import { enablePinRecoveryUri, webSignInAllowedUrlsUri } from "../domain/oma-uri.ts";
import { type OmaSettingArgs, WindowsCustomConfiguration } from "../intune/sdk.ts";
import type { Settings } from "../settings.ts";

/** The profile's settings, and the ID of the tenant that the devices belong to: a GUID without braces. */
type PinRecoveryProfileArgs = Omit<Settings["profile"], "allowOtherProfiles"> & { tenantId: string };

/**
 * The Intune profile that turns PIN recovery on, and names the hosts that web sign-in may reach where any are given.
 * Source: https://learn.microsoft.com/windows/client-management/mdm/passportforwork-csp
 */
export class PinRecoveryProfile extends pulumi.ComponentResource {
  /** The profile's ID in Intune. */
  readonly profileId: pulumi.Output<string>;
  /** The OMA-URI of EnablePinRecovery that the profile sets to true. */
  readonly omaUri: pulumi.Output<string>;

  constructor(name: string, args: PinRecoveryProfileArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pin-reset:index:PinRecoveryProfile", name, {}, opts);
    const omaUri = enablePinRecoveryUri(args.tenantId, args.scope);
    const profile = new WindowsCustomConfiguration(
      `${name}-profile`,
      {
        displayName: args.displayName,
        description: args.description,
        omaSettings: [pinRecovery(omaUri), ...webSignIn(args.webSignInAllowedUrls)],
        ...(args.roleScopeTagIds ? { roleScopeTagIds: args.roleScopeTagIds } : {}),
      },
      { parent: this },
    );
    this.profileId = profile.id;
    this.omaUri = pulumi.output(omaUri);
    this.registerOutputs({ profileId: this.profileId, omaUri });
  }
}

function pinRecovery(omaUri: string): OmaSettingArgs {
  return {
    displayName: "EnablePinRecovery",
    description: "Lets a user replace a forgotten PIN without losing what it protects",
    omaUri,
    type: "Boolean",
    value: true,
  };
}

function webSignIn(hosts: readonly string[]): OmaSettingArgs[] {
  if (hosts.length === 0) {
    return [];
  }
  return [
    {
      displayName: "ConfigureWebSignInAllowedUrls",
      description: "Hosts that web sign-in may reach during a PIN reset",
      omaUri: webSignInAllowedUrlsUri,
      type: "String",
      value: hosts.join(";"),
    },
  ];
}
