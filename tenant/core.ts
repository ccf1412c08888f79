import type { SignInSessions } from "./entra/tokens/sign-in-sessions.ts";
import type { RecentRequests } from "./intune/limits.ts";
import type { SeededIds } from "./seed/ids.ts";
import type { TenantSettings } from "./settings.ts";

/** What a pipeline or a host must show to get its identity's token. */
export type WorkloadSecrets = {
  readonly githubRequestToken: string;
  readonly pipelinesAccessToken: string;
  readonly pipelinesServiceConnectionId: string;
  readonly identityHeader: string;
};

/** What every part of the tenant may read, whichever collections it uses. */
export type BaseState = {
  readonly tenantId: string;
  /** The one subscription that belongs to the tenant. */
  readonly subscriptionId: string;
  /** The tenant in which the deploying app is registered. */
  readonly homeTenantId: string;
  /** The ids of what it starts with. */
  readonly ids: SeededIds;
  readonly settings: TenantSettings;
};

/** What the parts of the tenant work on. `State` is the collections that a part uses. `now` is in milliseconds since 1970. */
export type Core<State extends object = object> = {
  readonly state: BaseState & State;
  /** What the tenant keeps in which the deploying app is registered; it may be this one. */
  readonly home: BaseState & State;
  readonly origin: string;
  readonly now: () => number;
  /** The `uti` claims of the access tokens that are valid; a token whose claim is not here was revoked. */
  readonly goodTokens: Set<string>;
  /** Sign-ins of people that are under way, and their refresh tokens. */
  readonly signIns: SignInSessions;
  /** The ARM ids of the identities of which a federated credential is being written. */
  readonly credentialWrites: Set<string>;
  /** What counts against the limits in the settings. */
  readonly recentRequests: RecentRequests;
  readonly workload: WorkloadSecrets;
};
