import type { Core } from "../core.ts";
import type { Reply } from "../http/message.ts";
import type { Routed } from "../http/router.ts";
import type { TenantSettings } from "../settings.ts";
import type { Version } from "./edm.ts";

/** Who calls Graph, as the access token says. */
export type Caller = {
  readonly appId: string;
  readonly objectId: string;
  /** Application permissions; of a person the delegated ones. */
  readonly roles: Pick<ReadonlySet<string>, "has">;
  /** Left out: an app that speaks for itself. */
  readonly person?: { readonly userPrincipalName: string };
};

/** A Graph call whose token is valid and whose path is known. `State` is the collections that its route uses. */
export type GraphCall<State extends object = object> = {
  readonly core: Core<State>;
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

/** A part of Graph: a path pattern without the version, who may call it, and its response. */
export type GraphRoute<State extends object = object> = Routed & {
  /** Directory and Intune word their errors differently. */
  readonly service: "directory" | "intune";
  /** Application permissions of which the caller needs one. Empty: any caller may. */
  readonly permissions: readonly string[] | ((settings: TenantSettings) => readonly string[]);
  /** Where left out: both. */
  readonly onlyIn?: Version;
  readonly handle: (call: GraphCall<State>) => Reply;
};
