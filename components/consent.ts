import { ServicePrincipal } from "@pulumi/azuread/servicePrincipal.js";
import { ServicePrincipalDelegatedPermissionGrant } from "@pulumi/azuread/servicePrincipalDelegatedPermissionGrant.js";
import * as pulumi from "@pulumi/pulumi";
import { pinResetApps } from "../domain/applications.ts";
import { grantChanges, removalInWords, without } from "../domain/granted-scopes.ts";
import { type ExistingGrant, type ExistingGrants, grantNames } from "../lookups/existing-grants.ts";
import { stackLog } from "../lookups/stack-log.ts";
import { consent } from "../settings/consent.ts";
import { plainText } from "../text/plain-text.ts";
import { hook } from "./hooks.ts";

/** What the two consent links of the PIN reset service grant. */
export type PinResetConsentArgs = {
  /** Delegated permissions of the client on the service, `user_impersonation` by default; an array without any: no grant. */
  clientScopes?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** Delegated permissions of the service on the directory, `User.Read` by default; an array without any: no grant. */
  serviceScopes?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** Object ID of the directory's service principal; without it the service is granted nothing. */
  directoryObjectId?: pulumi.Input<string> | undefined;
  /** Grants that the tenant has and the stack does not manage yet. */
  existing?: ExistingGrants;
};

/** Between whom a grant is, what it holds, and the grant to take over where there is one. */
type Grant = {
  client: ServicePrincipal;
  resourceObjectId: pulumi.Input<string>;
  scopes: pulumi.Input<readonly pulumi.Input<string>[]>;
  existing: ExistingGrant | undefined;
};

const defaults = consent.parse({});

// How the resource came to be, and nothing of the application: azuread does not read it, so that without this the
// preview after an import would show it as added.
const notRead = "useExisting";

// azuread reads these on every refresh, and would set back to its defaults what an administrator gave an application
// that this program does not own: a note, an owner, a rule that users must be assigned to it.
const administratorsOwn: string[] = [
  "alternativeNames",
  "appRoleAssignmentRequired",
  "description",
  "loginUrl",
  "notes",
  "notificationEmailAddresses",
  "owners",
  "preferredSingleSignOnMode",
  "samlSingleSignOn",
];

/**
 * An administrator's consent to both applications of the PIN reset service: their service principals, and the
 * delegated permissions between client, service and directory, for all users.
 * Source: https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/pin-reset
 *
 * @example
 * // The service may read nothing in the directory.
 * new PinResetConsent("pin-reset", { clientScopes: ["user_impersonation"], serviceScopes: [] });
 */
export class PinResetConsent extends pulumi.ComponentResource {
  /** Object ID of the service's principal. */
  readonly service: pulumi.Output<string>;
  /** Object ID of the client's principal. */
  readonly client: pulumi.Output<string>;

  constructor(name: string, args: PinResetConsentArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    super("pin-reset:index:PinResetConsent", name, {}, opts);
    const { dependsOn = [] } = opts;
    const service = this.#principal(`${name}-service`, pinResetApps.service, dependsOn);
    const client = this.#principal(`${name}-client`, pinResetApps.client, dependsOn);
    const names = grantNames(name);
    const hooks = { beforeUpdate: [hook(`${name}-removed-scopes`, warnOfRemovedScopes)] };
    this.#grant(names.client, hooks, {
      client,
      resourceObjectId: service.objectId,
      scopes: args.clientScopes ?? defaults.clientScopes,
      existing: args.existing?.client,
    });
    if (args.directoryObjectId) {
      this.#grant(names.service, hooks, {
        client: service,
        resourceObjectId: args.directoryObjectId,
        scopes: args.serviceScopes ?? defaults.serviceScopes,
        existing: args.existing?.service,
      });
    }
    this.service = service.objectId;
    this.client = client.objectId;
    this.registerOutputs({ service: this.service, client: this.client });
  }

  #principal(
    name: string,
    clientId: string,
    dependsOn: NonNullable<pulumi.ResourceOptions["dependsOn"]>,
  ): ServicePrincipal {
    return new ServicePrincipal(
      name,
      {
        clientId,
        useExisting: true,
        accountEnabled: true,
        // Without its tag, the portal's list of enterprise applications hides the application.
        featureTags: [{ enterprise: true }],
      },
      {
        parent: this,
        dependsOn,
        // azuread deletes a principal even where it only adopted it, and a first-party application deleted so has
        // broken tenants: https://github.com/pulumi/pulumi-azuread/issues/2045
        retainOnDelete: true,
        ignoreChanges: [...administratorsOwn, notRead],
      },
    );
  }

  #grant(
    name: string,
    hooks: pulumi.ResourceHookBinding,
    { client, resourceObjectId, scopes, existing }: Grant,
  ): void {
    if (!Array.isArray(scopes) || scopes.length > 0) {
      new ServicePrincipalDelegatedPermissionGrant(
        name,
        {
          // Known ids, so that a preview can compare the grant that is taken over with what is declared.
          servicePrincipalObjectId: existing?.clientObjectId ?? client.objectId,
          resourceServicePrincipalObjectId: existing?.resourceObjectId ?? resourceObjectId,
          // What was granted stays granted while the grant is taken over.
          claimValues: pulumi
            .output(scopes)
            .apply((names) => [...(existing?.scopes ?? []), ...without(names, existing?.scopes ?? [])]),
        },
        {
          parent: this,
          hooks,
          dependsOn: client,
          ...(existing ? { import: `/oauth2PermissionGrants/${existing.id}` } : {}),
        },
      );
    }
  }
}

type Update = Pick<pulumi.ResourceHookArgs, "name" | "oldInputs" | "newInputs">;

/** Says in words, in a preview too, what an update takes away from a grant: a diff of a set names positions. */
export function warnOfRemovedScopes({ name, oldInputs, newInputs }: Update): void {
  const words = removalInWords(grantChanges(oldInputs, newInputs));
  if (words) {
    stackLog.warn(`The update of ${name} ${plainText(words)}, which the settings do not name.`);
  }
}
