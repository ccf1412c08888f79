/** Anything the tenant keeps has an id. */
export type Kept = { readonly id: string };

type Lag<T> = { reads: number; readonly previous: T | undefined };

/**
 * Objects of one kind, in the order in which they were made. What it hands out are copies: only `put`, `change`
 * and `remove` alter it. `lag` makes the next reads see an earlier version, as before replication.
 */
export class Collection<T extends Kept> {
  readonly #kept = new Map<string, T>();
  readonly #lags = new Map<string, Lag<T>>();
  /** What was there before what changed since `watch`; undefined while nothing is noted. */
  #touched: Map<string, T | undefined> | undefined;
  #added = 0;

  /** How many objects were ever added; one that replaces another of its id is not. */
  get added(): number {
    return this.#added;
  }

  /** Every object, unaffected by lag. */
  all(): T[] {
    return this.where(() => true);
  }

  /** The objects that fit, unaffected by lag. Only those are copied; `fits` must not alter what it is given. */
  where(fits: (kept: T) => boolean): T[] {
    return [...this.#kept.values()].filter(fits).map((kept) => structuredClone(kept));
  }

  /** The first object that fits, as `where` finds it. */
  find(fits: (kept: T) => boolean): T | undefined {
    for (const kept of this.#kept.values()) {
      if (fits(kept)) {
        return structuredClone(kept);
      }
    }
    return undefined;
  }

  /** One object, unaffected by lag. */
  get(id: string): T | undefined {
    const kept = this.#kept.get(id);
    return kept === undefined ? undefined : structuredClone(kept);
  }

  /** One object as a client would see it now. Uses up one lagging read. */
  read(id: string): T | undefined {
    const lag = this.#lags.get(id);
    return lag === undefined ? this.get(id) : structuredClone(this.#useUp(id, lag));
  }

  /** Every object as a client would see it now. Uses up one lagging read of each object that lags. */
  list(): T[] {
    const ids = new Set([...this.#kept.keys(), ...this.#lags.keys()]);
    return [...ids].map((id) => this.read(id)).filter((kept) => kept !== undefined);
  }

  /** Adds an object, or replaces the one with its id. */
  put(kept: T): T {
    this.#touch(kept.id);
    if (!this.#kept.has(kept.id)) {
      this.#added += 1;
    }
    this.#kept.set(kept.id, structuredClone(kept));
    return structuredClone(kept);
  }

  /**
   * Adds an object that is never changed again, uncopied: many tenants may hold the same one, or parts of it.
   * It is for what a tenant starts with.
   */
  seed(kept: T): void {
    this.#added += 1;
    this.#kept.set(kept.id, kept);
  }

  /** Overwrites some properties of an object. Throws where there is none of that id. */
  change(id: string, changes: Partial<T>): T {
    const kept = this.#kept.get(id);
    if (kept === undefined) {
      throw new Error(`The tenant keeps nothing with the id ${id} here.`);
    }
    return this.put({ ...kept, ...changes, id });
  }

  /** Takes an object out; says whether there was one. */
  remove(id: string): boolean {
    this.#touch(id);
    return this.#kept.delete(id);
  }

  /** Empties the collection. */
  clear(): void {
    this.#kept.clear();
    this.#lags.clear();
    this.#touched = undefined;
  }

  /** Starts to note which objects change, for `lagTouched`. */
  watch(): void {
    this.#touched = new Map();
  }

  /** Makes the next `reads` reads of each object changed since `watch` see what was there before. */
  lagTouched(reads: number): void {
    for (const [id, previous] of this.#touched ?? []) {
      this.#lags.set(id, { reads, previous });
    }
    this.#touched = undefined;
  }

  #touch(id: string): void {
    if (this.#touched?.has(id) === false) {
      this.#touched.set(id, this.#kept.get(id));
    }
  }

  #useUp(id: string, lag: Lag<T>): T | undefined {
    lag.reads -= 1;
    if (lag.reads <= 0) {
      this.#lags.delete(id);
    }
    return lag.previous;
  }
}
