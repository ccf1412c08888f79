import { RunJournal } from "./run-journal.ts";

type Holder = {
  /** Whether the program declares the resource in this run, and keeps the object. */
  readonly isKept: boolean;
  readonly foundBy?: string | undefined;
};

/** By the object's key, and the resource's URN. */
type Holders = ReadonlyMap<string, ReadonlyMap<string, Holder>>;

/**
 * Which resources of a run hold which object. The engine takes an id for the name of one resource's own object, but two
 * resources of a stack may hold the same one: after an import under another name, or where a create found its object
 * already there. Deleting one of them must leave the object to the other.
 */
export class HeldIds {
  readonly #journal: RunJournal;

  constructor(engineAddress?: string) {
    this.#journal = new RunJournal(engineAddress);
  }

  /** Why the other plugins of this run may hold objects that this one does not know of. */
  get problem(): string | undefined {
    return this.#journal.problem;
  }

  /** The program declares this resource in this run: only then does the engine check it. */
  declare(urn: string): void {
    this.#journal.append({ what: "declared", urn });
  }

  /** The resource has this object, as it was read; `foundBy` is what a create would find it by. */
  read(urn: string, key: string, foundBy: string | undefined): void {
    this.#journal.append({ what: "read", urn, key, foundBy });
  }

  /** The resource has this object. It is kept where the program declares the resource and nothing replaces it. */
  compared(urn: string, key: string, isReplaced: boolean): void {
    this.#journal.append({ what: "compared", urn, key, isReplaced });
  }

  /** A create came to this object. Where that may have existed before, another resource may hold it too. */
  created(urn: string, key: string, { existed }: { readonly existed: boolean }): void {
    this.#journal.append({ what: "created", urn, key, existed });
  }

  /** The object is gone, or this resource has nothing to do with it any more. */
  release(urn: string, key: string): void {
    this.#journal.append({ what: "released", urn, key });
  }

  /**
   * Ends what the resource has of an object that it is about to delete. Returns who else needs the object: URNs of other
   * resources, or its own where what is deleted is an older entry of it in the state, which a replacement left. None:
   * it may be deleted. Of deletes that run side by side, in whichever processes, at least one is told that.
   */
  give(urn: string, key: string): string[] {
    if (this.#holders().get(key)?.get(urn)?.isKept) {
      return [urn];
    }
    // First told and then asked, so that two that do so at once do not leave it to each other.
    this.release(urn, key);
    return [...(this.#holders().get(key)?.keys() ?? [])];
  }

  /** Another resource that was read in this run, whose object a create of this one would find; and that object's key. */
  foundElsewhere(
    urn: string,
    foundBy: string,
    isType: (key: string) => boolean,
  ): [string, string] | undefined {
    for (const [key, holders] of this.#holders()) {
      const other = [...holders].find(([holder, held]) => holder !== urn && held.foundBy === foundBy);
      if (other !== undefined && isType(key)) {
        return [other[0], key];
      }
    }
    return undefined;
  }

  #holders(): Holders {
    const declared = new Set<string>();
    const holders = new Map<string, Map<string, Holder>>();
    for (const entry of this.#journal.entries()) {
      if (entry.what === "declared") {
        declared.add(entry.urn);
        continue;
      }
      const { urn, key } = entry;
      const ofKey = holders.get(key) ?? new Map<string, Holder>();
      holders.set(key, ofKey);
      const known = ofKey.get(urn) ?? { isKept: false };
      if (entry.what === "released") {
        ofKey.delete(urn);
      } else if (entry.what === "created") {
        ofKey.set(urn, { ...known, isKept: entry.existed });
      } else if (entry.what === "read") {
        ofKey.set(urn, { ...known, foundBy: entry.foundBy });
      } else {
        ofKey.set(urn, { ...known, isKept: declared.has(urn) && !entry.isReplaced });
      }
    }
    return holders;
  }
}
