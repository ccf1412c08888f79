import type { InvokeOptions } from "@pulumi/pulumi";
import {
  type DelegatedPermissionGrantResult,
  type DirectoryObjects,
  type DirectoryObjectsArgs,
  type GroupResult,
  getDirectoryObjects,
  type ServicePrincipalResult,
} from "../intune/sdk.ts";
import { type Issue, issuesError } from "../settings/issues.ts";
import { known } from "./not-known-yet.ts";
import { providerMessage } from "./provider-errors.ts";

type Question<List extends keyof DirectoryObjectsArgs> = NonNullable<DirectoryObjectsArgs[List]>[number];

/** The result of a question that the response leaves out. */
const noResult = {
  status: "failed",
  error: { code: "none", message: "the provider gave no result" },
} as const;

/**
 * Collects all that the program asks of the directory and asks it in one call of the Intune provider, so that it takes
 * one round trip. Each question resolves once that call has, and rejects with its RunError where the provider could not
 * sign in, or could not be called, and with NotKnownYet. All are asked before `send`.
 */
export class DirectoryQuery {
  readonly #asked = {
    groups: [] as Question<"groups">[],
    servicePrincipals: [] as Question<"servicePrincipals">[],
    delegatedPermissionGrants: [] as Question<"delegatedPermissionGrants">[],
  };
  readonly #objects = Promise.withResolvers<DirectoryObjects>();
  readonly #options: InvokeOptions;
  #sent = false;

  /** @param options The component whose provider is asked, where it is one of its own. */
  constructor(options: InvokeOptions = {}) {
    this.#options = options;
  }

  /** A group by its object ID, where that is a GUID, or display name. */
  async group(group: Question<"groups">): Promise<GroupResult> {
    const index = this.#add(this.#asked.groups, group);
    return (await this.#objects.promise).groups[index] ?? noResult;
  }

  /** The service principal of an application, with its app roles where they are asked for. */
  async servicePrincipal(principal: Question<"servicePrincipals">): Promise<ServicePrincipalResult> {
    const index = this.#add(this.#asked.servicePrincipals, principal);
    return (await this.#objects.promise).servicePrincipals[index] ?? noResult;
  }

  /** A grant for all users, by the application IDs of both sides. */
  async grant(pair: Question<"delegatedPermissionGrants">): Promise<DelegatedPermissionGrantResult> {
    const index = this.#add(this.#asked.delegatedPermissionGrants, pair);
    return (await this.#objects.promise).delegatedPermissionGrants[index] ?? noResult;
  }

  /** The tenant that the Intune provider is signed in to; undefined where its token does not say. */
  async tenantId(): Promise<string | undefined> {
    return (await this.#objects.promise).tenantId;
  }

  /**
   * Sends the questions. Where that fails and azuread's sign-in fails too, all reject with azuread's reason: most likely both
   * have the same.
   *
   * @param azuread The sign-in of the azuread provider.
   */
  send(azuread: Promise<unknown>): void {
    this.#sent = true;
    const objects = getDirectoryObjects(this.#asked, this.#options).then(signedIn, uncalled);
    this.#objects.resolve(
      objects.catch(async (error: unknown) => {
        await azuread;
        throw error;
      }),
    );
  }

  #add<Asked>(list: Asked[], question: Asked): number {
    if (this.#sent) {
      throw new TypeError("The query was sent before this question.");
    }
    return list.push(question) - 1;
  }
}

const nothing = { groups: [], servicePrincipals: [], delegatedPermissionGrants: [], groupMemberTypes: [] };

function signedIn(objects: Partial<DirectoryObjects>): DirectoryObjects {
  const { signInError } = known(objects);
  if (signInError === undefined) {
    return { ...nothing, ...objects };
  }
  const { message, hint = "Check the ARM_* variables, then run the same command again" } = signInError;
  throw issuesError([{ code: "signInFailed", message: `intune got no access token: ${message}`, hint }]);
}

function uncalled(error: unknown): never {
  const issue: Issue = {
    code: "lookUpFailed",
    message: `What the settings name could not be looked up: ${providerMessage(error)}`,
    hint: "Check the intune provider's settings (the intune: keys of the stack's), then run the same command again",
  };
  throw issuesError([issue]);
}
