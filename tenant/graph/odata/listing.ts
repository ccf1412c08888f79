/** An object of a list, in the form of the call's version. */
export type Row = Readonly<Record<string, unknown>>;

/** What can be asked of a collection, and what its responses show. */
export type ListingForm = {
  /** As in `@odata.context`: `groups`. */
  readonly set: string;
  /** As in error messages: `microsoft.graph.group`. */
  readonly type: string;
  readonly properties: readonly string[];
  /** What is returned where nothing is selected; left out: every property. */
  readonly defaults?: readonly string[];
  /** Left out: every property. */
  readonly filterable?: readonly string[];
  /** How many rows a page holds where nothing else is asked for; left out: as usual for the service. */
  readonly usualPageSize?: number;
  readonly expand?: Readonly<Record<string, (row: Row) => unknown>>;
  /** Where the rest of what is expanded is, where it is not all there. */
  readonly expandLink?: (name: string, row: Row) => string | undefined;
};

/** A collection with its objects. */
export type Listing = ListingForm & { readonly rows: readonly Row[] };
