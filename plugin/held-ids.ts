import type { PropertyMap } from "./values.ts";

type Holder = {
  /** As they were read last; undefined where this process has not read the resource. */
  readonly inputs: PropertyMap | undefined;
  /** Whether the program declares the resource in this run, and keeps this id. */
  readonly isKept: boolean;
};

/**
 * Which resources of a run hold which object. The engine takes an id for the name of one resource's own object, but two
 * resources of a stack may hold the same one: after an import under another name, or where a create found its object
 * already there. Deleting one of them must leave the object to the other.
 *
 * All methods return at once, so that of two deletes that run side by side the second one sees the first.
 */
export class HeldIds {
  readonly #holders = new Map<string, Map<string, Holder>>();
  readonly #declared = new Set<string>();

  /** The program declares this resource in this run: only then does the engine check it. */
  declare(urn: string): void {
    this.#declared.add(urn);
  }

  /** The resource has this object, as it was read. */
  read(urn: string, key: string, inputs: PropertyMap): void {
    this.#hold(urn, key, { inputs });
  }

  /** The resource has this object. It is kept where the program declares the resource and nothing replaces it. */
  compared(urn: string, key: string, isReplaced: boolean): void {
    this.#hold(urn, key, { isKept: this.#declared.has(urn) && !isReplaced });
  }

  /** A create came to this object. Where that may have existed before, another resource may hold it too. */
  created(urn: string, key: string, { existed }: { readonly existed: boolean }): void {
    this.#hold(urn, key, { isKept: existed });
  }

  /** The object is gone, or this resource has nothing to do with it any more. */
  release(urn: string, key: string): void {
    const holders = this.#holders.get(key);
    holders?.delete(urn);
    if (holders?.size === 0) this.#holders.delete(key);
  }

  /**
   * Who else needs the object that this resource is about to be deleted with: URNs of other resources, or its own
   * where what is deleted is an older entry of it in the state, which a replacement left. None: it may be deleted.
   */
  othersThan(urn: string, key: string): string[] {
    const holders = this.#holders.get(key);
    if (holders?.get(urn)?.isKept) return [urn];
    return [...(holders?.keys() ?? [])].filter((holder) => holder !== urn);
  }

  /** The other resources that were read in this run, each with its inputs. */
  *readBesides(urn: string): Iterable<{ urn: string; key: string; inputs: PropertyMap }> {
    for (const [key, holders] of this.#holders) {
      for (const [holder, { inputs }] of holders) {
        if (holder !== urn && inputs !== undefined) yield { urn: holder, key, inputs };
      }
    }
  }

  #hold(urn: string, key: string, change: Partial<Holder>): void {
    const holders = this.#holders.get(key) ?? new Map<string, Holder>();
    const known = holders.get(urn) ?? { inputs: undefined, isKept: false };
    this.#holders.set(key, holders.set(urn, { ...known, ...change }));
  }
}
