import type { Graph } from "../../graph/client.ts";
import type { Declared } from "./declared.ts";

/** What look-ups go by: Graph, the profile that was chosen by its id, and the ids found so far. */
export type LookUp = {
  readonly graph: Graph;
  readonly signal: AbortSignal;
  readonly profile: string | undefined;
  /** The id of the resource that an input names, as Graph has it; undefined where that is not in the tenant. */
  reference(declared: Declared, input: string): string | undefined;
};

/** Looks up one declared resource. Returns the id by which Pulumi imports it; undefined where the tenant lacks it. */
export type Finder = (declared: Declared, lookUp: LookUp) => Promise<string | undefined>;
