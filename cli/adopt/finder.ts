import type { Graph } from "../../graph/client.ts";
import type { Declared } from "./declared.ts";

/** What lookups go by: Graph, the policy that was chosen by its id, and the ids found so far. */
export type LookUp = {
  readonly graph: Graph;
  readonly signal: AbortSignal;
  readonly profile: string | undefined;
  /** Whether the stack has the object with an id already, under whichever name. */
  isHeld(id: string): boolean;
  /** The id of the resource that an input names, as Graph has it; undefined where that is not in the tenant. */
  reference(declared: Declared, input: string): string | undefined;
};

/** What a lookup comes to. */
export type LookedUp = {
  /** The id by which Pulumi imports it; undefined where the tenant lacks it, or where it stays as it is. */
  readonly id: string | undefined;
  /** What to say of it before anything is imported. */
  readonly note?: string | undefined;
  /** Whether something else in the tenant has its place, and is not imported. */
  readonly isLeft?: boolean;
};

/** Looks up one declared resource. */
export type Finder = (declared: Declared, lookUp: LookUp) => Promise<LookedUp>;
