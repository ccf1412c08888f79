import type { Reply } from "../http/message.ts";
import type { Routed } from "../http/router.ts";
import type { RecentRequests } from "../intune/limits.ts";
import type { TenantState } from "../state.ts";
import type { Version } from "./edm.ts";

/** What a pipeline or a host must show to get its identity's token. */
type WorkloadSecrets = {
  readonly githubRequestToken: string;
  readonly pipelinesAccessToken: string;
  readonly pipelinesServiceConnectionId: string;
  readonly identityHeader: string;
};

/** What every part of the tenant works on. `now` is in milliseconds since 1970. */
export type Core = {
  readonly state: TenantState;
  readonly origin: string;
  readonly now: () => number;
  /** The `uti` claims of the access tokens that are good; a token whose claim is not here was revoked. */
  readonly goodTokens: Set<string>;
  /** The ARM ids of the identities of which a federated credential is being written. */
  readonly credentialWrites: Set<string>;
  /** What counts against the limits in the settings. */
  readonly recentRequests: RecentRequests;
  readonly workload: WorkloadSecrets;
};

/** Who calls Graph, as the access token says. */
export type Caller = {
  readonly appId: string;
  readonly objectId: string;
  readonly roles: ReadonlySet<string>;
};

/** A Graph call whose token is good and whose path is known. */
export type GraphCall = {
  readonly core: Core;
  readonly caller: Caller;
  readonly method: string;
  readonly version: Version;
  /** With the version and without the query: `/v1.0/groups`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
};

/** A part of Graph: a path pattern without the version, who may call it, and its answer. */
export type GraphRoute = Routed & {
  /** Directory and Intune word their errors differently. */
  readonly service: "directory" | "intune";
  /** Application permissions of which the caller needs one. Empty: any caller may. */
  readonly permissions: readonly string[];
  /** Where left out: both. */
  readonly onlyIn?: Version;
  readonly handle: (call: GraphCall) => Reply;
};
