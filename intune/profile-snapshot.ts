import type { PropertyMap } from "../provider/values.ts";
import type { PolicySnapshot } from "./policy-kind.ts";

/** For each OMA-URI whose value Intune keeps encrypted: the id by which the value is asked for. */
export type SecretReferences = Readonly<Record<string, string>>;

/**
 * A custom profile as it is in Intune, with every value in the clear that Graph returns; no `roleScopeTagIds` where Graph
 * was asked by v1.0.
 */
export type ProfileSnapshot = PolicySnapshot & {
  /** Positions in `omaSettings` of what was read from behind a mask. */
  readonly masked: readonly number[];
  /** Positions in `omaSettings` of what has no value, since Graph returns none for its mask. */
  readonly unreadable: readonly number[];
  /** What was not read from behind a mask, since the provider is told not to; absent where it may read. */
  readonly unread?: UnreadValues;
  /** Absent where no value is encrypted. */
  readonly secretReferenceValueIds?: SecretReferences | undefined;
};

/** What state has of a profile: its inputs, and the references of its encrypted values as their last read or write left them. */
export type KnownValues = {
  readonly inputs?: PropertyMap | undefined;
  readonly references?: SecretReferences | undefined;
};

/** The encrypted values of a profile that were not read, each group by positions in `omaSettings`. */
export type UnreadValues = {
  /** With the reference that state has: state's value stands for them. */
  readonly unchanged: readonly number[];
  /** With another reference than state has: they were written since, and nothing stands for them. */
  readonly written: readonly number[];
  /** Without a reference in state: state's value stands for them where it has one. */
  readonly unknown: readonly number[];
};
