import * as pulumi from "@pulumi/pulumi";
import { enablePinRecoveryUri, webSignInAllowedUrlsUri } from "../domain/oma-uri.ts";
import { catalogSetting } from "../domain/recovery-routes.ts";
import {
  type OmaSettingArgs,
  type SettingInstanceArgs,
  SettingsCatalogPolicy,
  WindowsCustomConfiguration,
} from "../intune/sdk.ts";
import { stackLog } from "../lookups/stack-log.ts";
import { type Issue, issueLines } from "../settings/issues.ts";
import type { Settings } from "../settings.ts";
import { hook } from "./hooks.ts";

export type PinRecoveryProfileArgs = {
  /** The ID of the tenant that the devices belong to: a GUID without braces. */
  tenantId: pulumi.Input<string>;
  /** A custom profile by default. It decides which resource there is, so it is no output. */
  kind?: Settings["profile"]["kind"];
  displayName: pulumi.Input<string>;
  description?: pulumi.Input<string>;
  /** `device` by default. */
  scope?: pulumi.Input<Settings["profile"]["scope"]>;
  /** Numbers of scope tags; those that the policy has are left alone when it is not given. */
  roleScopeTagIds?: pulumi.Input<pulumi.Input<string>[]>;
  /** Hosts that web sign-in may reach during a PIN reset, of a custom profile; an array without any: no such setting. */
  webSignInAllowedUrls?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** What is in the way of a profile that the engine is about to create. */
  beforeProfile?: (() => Promise<Issue[]>) | undefined;
};

/**
 * The Intune profile that turns PIN recovery on, as a custom profile or a policy of the settings catalog. A custom profile
 * names the hosts that web sign-in may reach, where any are given. After its kind was changed, the engine creates the one
 * and, since both have a URN of their own, deletes the other at the end of the update.
 * Source: https://learn.microsoft.com/windows/client-management/mdm/passportforwork-csp
 *
 * @example
 * new PinRecoveryProfile("pin-recovery", { tenantId, displayName: "Windows Hello - PIN recovery" });
 */
export class PinRecoveryProfile extends pulumi.ComponentResource {
  /** The profile's ID in Intune. */
  readonly profileId: pulumi.Output<string>;
  /** The OMA-URI of EnablePinRecovery that the profile sets to true. */
  readonly omaUri: pulumi.Output<string>;

  constructor(name: string, args: PinRecoveryProfileArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("pin-reset:index:PinRecoveryProfile", name, {}, opts);
    const scope = pulumi.output(args.scope ?? "device");
    const omaUri = pulumi
      .all([args.tenantId, scope])
      .apply(([tenantId, given]) => enablePinRecoveryUri(tenantId, given));
    const options = {
      parent: this,
      ...(opts.dependsOn ? { dependsOn: opts.dependsOn } : {}),
      hooks: { beforeCreate: [hook(`${name}-second-policy`, () => refuseSecondPolicy(args.beforeProfile))] },
    };
    const { displayName, description, roleScopeTagIds, webSignInAllowedUrls = [] } = args;
    const common = {
      ...(description ? { description } : {}),
      ...(roleScopeTagIds ? { roleScopeTagIds } : {}),
    };
    const profile =
      args.kind === "settingsCatalog"
        ? new SettingsCatalogPolicy(
            `${name}-profile`,
            { name: displayName, settings: [scope.apply(catalogRecovery)], ...common },
            options,
          )
        : new WindowsCustomConfiguration(
            `${name}-profile`,
            {
              displayName,
              omaSettings: [pinRecovery(omaUri), ...webSignIn(webSignInAllowedUrls)],
              ...common,
            },
            options,
          );
    this.profileId = profile.id;
    this.omaUri = omaUri;
    this.registerOutputs({ profileId: this.profileId, omaUri });
  }
}

/**
 * Refuses the profile where others are in its way; a preview warns, so that what else it has to say is said.
 *
 * @throws Error with all that is in the way, outside a preview.
 */
export async function refuseSecondPolicy(inTheWay: PinRecoveryProfileArgs["beforeProfile"]): Promise<void> {
  const issues = (await inTheWay?.()) ?? [];
  if (issues.length === 0) {
    return;
  }
  const message = refusal(issues);
  if (!pulumi.runtime.isDryRun()) {
    throw new Error(message);
  }
  stackLog.warn(message);
}

function refusal(issues: readonly Issue[]): string {
  return ["The stack's profile is not created again:", ...issues.flatMap(issueLines)].join("\n");
}

function pinRecovery(omaUri: pulumi.Input<string>): OmaSettingArgs {
  return {
    displayName: "EnablePinRecovery",
    description: "Lets a user replace a forgotten PIN without losing what it protects",
    omaUri,
    type: "Boolean",
    value: true,
  };
}

function catalogRecovery(scope: Settings["profile"]["scope"]): SettingInstanceArgs {
  const { group, setting, on } = catalogSetting(scope);
  return {
    type: "groupCollection",
    definitionId: group,
    groups: [{ children: [{ type: "choice", definitionId: setting, value: on }] }],
  };
}

function webSignIn(hosts: pulumi.Input<readonly pulumi.Input<string>[]>): OmaSettingArgs[] {
  if (Array.isArray(hosts) && hosts.length === 0) {
    return [];
  }
  return [
    {
      displayName: "ConfigureWebSignInAllowedUrls",
      description: "Hosts that web sign-in may reach during a PIN reset",
      omaUri: webSignInAllowedUrlsUri,
      type: "String",
      value: pulumi.output(hosts).apply((names) => names.join(";")),
    },
  ];
}
