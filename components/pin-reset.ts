import * as pulumi from "@pulumi/pulumi";
import { pinResetApps } from "../domain/applications.ts";
import { refuseUndocumentedClouds } from "../lookups/clouds.ts";
import { firstType } from "../lookups/existing.ts";
import { adminCenters, configurationProfilesLink, enterpriseApplicationLink } from "../lookups/links.ts";
import { NotKnownYet } from "../lookups/not-known-yet.ts";
import { stackLog } from "../lookups/stack-log.ts";
import { claimState } from "../lookups/stack-state.ts";
import type { AssignedTarget } from "../lookups/targets.ts";
import { type LookedUp, lookUpTenant } from "../lookups/tenant.ts";
import { argumentsOf, inArgumentsOf } from "../settings/names.ts";
import type { Settings } from "../settings.ts";
import {
  type LookedUpArgs,
  type PinResetArgs,
  type ResolvedArguments,
  resolveArguments,
} from "./arguments.ts";
import { ProfileAssignments } from "./assignments.ts";
import { PinResetConsent } from "./consent.ts";
import { PinRecoveryProfile } from "./recovery-profile.ts";

/** One value for each of the two applications: the service, and the client that calls it. */
export type ForBothApps<Value> = { service: Value; client: Value };

const type = "intune:index:PinReset";

/** A type of each package whose provider the component may be given. */
const packages = ["azuread:index:ServicePrincipal", type];

type Parts = { consent: PinResetConsent; recovery: PinRecoveryProfile; assignments: ProfileAssignments };

/**
 * Microsoft PIN Reset in a tenant: consent to both applications, the profile that turns PIN recovery on, and whom it is
 * assigned to. It looks up what its arguments name, and what the tenant has already, by the providers that the option
 * `providers` gives it, and registers its resources after that: an issue leaves nothing half created. What is wrong is said
 * in an error that names each argument.
 *
 * Source: https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/pin-reset
 *
 * @example
 * const pinReset = new PinReset("pin-reset", { assignments: { groups: ["Windows devices"] } });
 * export const profileId = pinReset.profileId;
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

  /**
   * @param name Its name in the program, which begins those of its resources.
   * @param options `providers: [azuread, intune]` for a tenant other than that of the default providers.
   */
  constructor(
    name: string,
    args: PinResetArgs | LookedUpArgs,
    options: pulumi.ComponentResourceOptions = {},
  ) {
    const { lookedUp }: LookedUpArgs = args;
    super(
      lookedUp?.existing.keepsFirstType ? firstType : type,
      name,
      {},
      { ...options, aliases: [...(options.aliases ?? []), { type: firstType }] },
    );
    const parts = this.#create(name, args, options, claimState(this));
    const outputOf = <Value>(of: (parts: Parts) => pulumi.Output<Value>) =>
      pulumi.output(parts.then(of)) as pulumi.Output<Value>;
    this.omaUri = outputOf(({ recovery }) => recovery.omaUri);
    this.profileId = outputOf(({ recovery }) => recovery.profileId);
    this.servicePrincipalIds = outputOf(({ consent }) =>
      pulumi.output({ service: consent.service, client: consent.client }),
    );
    this.assignedTo = outputOf(({ assignments }) => assignments.assignedTo);
    this.links = this.servicePrincipalIds.apply(portalLinks);
    const outputs = {
      omaUri: this.omaUri,
      profileId: this.profileId,
      servicePrincipalIds: this.servicePrincipalIds,
      assignedTo: this.assignedTo,
      links: this.links,
    };
    // What is wrong is said by the outputs themselves; said here, the SDK would add a stack trace.
    this.registerOutputs(
      parts.then(
        () => outputs,
        () => ({}),
      ),
    );
  }

  async #create(
    name: string,
    args: LookedUpArgs,
    options: pulumi.ComponentResourceOptions,
    registered: Promise<void>,
  ): Promise<Parts> {
    const { lookedUp } = args;
    if (lookedUp) {
      return this.#parts(name, args, await resolveArguments(args), lookedUp, options);
    }
    return inArgumentsOf(`PinReset "${name}"`, async () => {
      const resolved = await resolveArguments(args);
      // The settings of a provider of its own, which may name another cloud, are not known here.
      if (packages.every((each) => this.getProvider(each) === undefined)) {
        refuseUndocumentedClouds();
      }
      // After what the component depends on, which may be what its arguments name.
      await registered;
      const found = await lookUpTenant(name, resolved.settings, { parent: this }).catch(laterKnown);
      return this.#parts(name, args, resolved, found, options);
    });
  }

  #parts(
    name: string,
    args: PinResetArgs,
    { settings, unknownAssignments }: ResolvedArguments,
    found: LookedUp | undefined,
    { dependsOn }: pulumi.ComponentResourceOptions,
  ): Parts {
    const directory = found?.directory ?? notKnown(settings.consent);
    const existing: LookedUp["existing"] = found?.existing ?? { grants: {} };
    // A component passes its dependencies on to nothing by itself.
    const options = { parent: this, ...(dependsOn ? { dependsOn } : {}) };
    const consent = new PinResetConsent(
      name,
      {
        ...consentInputs(args, settings.consent, directory),
        existing: existing.grants,
      },
      options,
    );
    const recovery = new PinRecoveryProfile(
      name,
      {
        ...profileInputs(args, settings.profile),
        tenantId: like(args.tenantId, directory.tenantId),
        beforeProfile: existing.beforeProfile,
      },
      options,
    );
    // Where the assignments are unknown, so is this, whatever the value.
    const targets = like(args.assignments, unknownAssignments ? [] : directory.targets);
    const assignments = new ProfileAssignments(
      name,
      { profileId: recovery.profileId, profileKind: settings.profile.kind, targets },
      // A device with the policy but without the consent fails its user's reset: AADSTS650052.
      { parent: this, dependsOn: consent },
    );
    return { consent, recovery, assignments };
  }
}

/** What its resources are made of as the directory has it. */
type Found = {
  tenantId: pulumi.Input<string>;
  directoryObjectId: pulumi.Input<string> | undefined;
  targets: pulumi.Input<AssignedTarget[]>;
};

/** In a preview, where the providers are there only in the update. */
function laterKnown(error: unknown): undefined {
  if (!(error instanceof NotKnownYet)) {
    throw error;
  }
  stackLog.info(
    `The settings of the providers of ${argumentsOf()} are not known in this preview: the update looks up what its arguments name.`,
  );
}

function notKnown({ serviceScopes }: Settings["consent"]): Found {
  const later: pulumi.Output<unknown> = pulumi.output(pulumi.unknown);
  return {
    tenantId: later as pulumi.Output<string>,
    directoryObjectId: serviceScopes.length > 0 ? (later as pulumi.Output<string>) : undefined,
    targets: later as pulumi.Output<AssignedTarget[]>,
  };
}

/** A value that is known, secret and dependent as its input is. */
function like<Value>(input: pulumi.Input<unknown>, value: pulumi.Input<Value>): pulumi.Output<Value> {
  const known: pulumi.Output<unknown> = pulumi.output(input);
  return known.apply(() => value) as pulumi.Output<Value>;
}

/** As `like`, by the name of a member: one that is unknown says nothing of the others. */
function memberwise(inputs: pulumi.Input<object> = {}) {
  const isLater = pulumi.Output.isInstance(inputs) || inputs instanceof Promise;
  const members = isLater ? pulumi.output(inputs) : inputs;
  return <Value>(name: string, value: pulumi.Input<Value>): pulumi.Output<Value> =>
    like(Reflect.get(members, name), value);
}

/** Without permissions there is no grant, which is to be told at once. */
function consentInputs(
  args: PinResetArgs,
  { clientScopes, serviceScopes }: Settings["consent"],
  { directoryObjectId }: Pick<Found, "directoryObjectId">,
) {
  const as = memberwise(args.consent);
  return {
    ...(directoryObjectId ? { directoryObjectId: as("directoryAppId", directoryObjectId) } : {}),
    clientScopes: clientScopes.length > 0 ? as("clientScopes", clientScopes) : [],
    serviceScopes: serviceScopes.length > 0 ? as("serviceScopes", serviceScopes) : [],
  };
}

function profileInputs(args: PinResetArgs, profile: Settings["profile"]) {
  const { kind, scope, displayName, description, roleScopeTagIds, webSignInAllowedUrls } = profile;
  const as = memberwise(args.profile);
  return {
    kind,
    scope: as("scope", scope),
    displayName: as("displayName", displayName),
    description: as("description", description),
    ...(roleScopeTagIds ? { roleScopeTagIds: as("roleScopeTagIds", roleScopeTagIds) } : {}),
    webSignInAllowedUrls:
      webSignInAllowedUrls.length > 0 ? as("webSignInAllowedUrls", webSignInAllowedUrls) : [],
  };
}

function portalLinks({ service, client }: ForBothApps<string>) {
  const portals = adminCenters();
  return {
    service: enterpriseApplicationLink(portals, service, pinResetApps.service),
    client: enterpriseApplicationLink(portals, client, pinResetApps.client),
    profiles: configurationProfilesLink(portals),
  };
}
