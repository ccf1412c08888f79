import type { Cloud } from "./cloud-table.ts";
import type { CredentialSettings } from "./credentials/settings.ts";
import type { WaitNotice } from "./wait-notice.ts";

export type GraphMethod = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

export type GraphVersion = "v1.0" | "beta";

/**
 * One call of Microsoft Graph.
 *
 * `path` begins with "/" and follows the version ("/deviceManagement/deviceConfigurations?$top=5"), or is the
 * absolute `@odata.nextLink` of a page. `body` is sent as JSON. A `client-request-id` among the headers replaces
 * the one made for the call. `repeatable` says whether the call may be sent again when its response was lost;
 * it is false for POST unless given, true for all others. One that is `batchable` may travel with others in one
 * `$batch` of up to 20, in no order, and fails by itself.
 */
export type GraphRequest = {
  method: GraphMethod;
  version: GraphVersion;
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
  repeatable?: boolean;
  batchable?: boolean;
};

/** A GET that may travel with others in one `$batch`. `path` is as in GraphRequest. */
type GraphRead = { version: GraphVersion; path: string; signal?: AbortSignal };

/** A write with a read just before it, just after it, or both: paths as in GraphRequest, of the same version. */
type GraphChange = GraphRequest &
  ({ before: string; after?: string | undefined } | { before?: never; after: string });

/**
 * What Graph returned to a write, and to the reads beside it; a read that was not asked for is undefined. `after` is
 * undefined too where that read failed although the write was done.
 */
export type ChangeResponse = { before?: unknown; response?: unknown; after?: unknown };

/** Microsoft Graph of one tenant, seen through one credential. */
export type Graph = {
  /**
   * Sends one request.
   *
   * @returns the parsed JSON, or undefined where Graph sends no body (204).
   * @throws GraphError, CredentialError.
   */
  send(request: GraphRequest): Promise<unknown>;
  /**
   * As `send` with GET; reads that fall together travel in one `$batch` of up to 20, and each fails by itself.
   *
   * @throws GraphError, CredentialError.
   */
  read(request: GraphRead): Promise<unknown>;
  /**
   * A write, with what was there just before and is there just after it, in one round trip: one `$batch`, whose
   * parts Graph carries out in order. Nothing is written where the read before it fails; that failure is thrown.
   *
   * @throws GraphError, CredentialError.
   */
  change(request: GraphChange): Promise<ChangeResponse>;
  /**
   * The cloud that the settings name, looked up once.
   *
   * @throws GraphError.
   */
  cloud(): Promise<Cloud>;
  /**
   * The ID of the tenant that the access token is for; undefined where the token does not say. Unlike a request, it does not
   * repeat a sign-in that fails.
   *
   * @throws GraphError, CredentialError.
   */
  tenantId(signal?: AbortSignal): Promise<string | undefined>;
};

export type GraphOptions = {
  credentials: CredentialSettings;
  userAgent: string;
  /** Throws what the user is told where no call, not even a sign-in, may be made in the cloud that was found. */
  accept?: ((cloud: Cloud) => void) | undefined;
  /** Seconds that one call may take with all its repetitions; `defaultRetrySeconds` unless given. */
  retryTimeoutSeconds?: number | undefined;
  onWait?: ((notice: WaitNotice) => void) | undefined;
  /** The cloud that the settings name, where the caller has looked it up; by default it is looked up here. */
  cloud?: (() => Promise<Cloud>) | undefined;
  /** Ends what is done for all calls together, once it is aborted: the lookup of the cloud, and sign-ins. */
  signal?: AbortSignal | undefined;
};
