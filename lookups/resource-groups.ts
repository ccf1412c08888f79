import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";

/** Where Azure resources are to be: a resource group's name, its region, and whether they are protected. */
type Place = { resourceGroup: string; location: string; protect: boolean };

/**
 * The resource groups of a stack, each registered once under its own name. They have no parent, so that two parts may
 * share a group and either be switched off.
 * Source: https://learn.microsoft.com/azure/templates/microsoft.resources/resourcegroups
 */
export class ResourceGroups {
  readonly #name: string;
  readonly #groups = new Map<string, ResourceGroup>();
  readonly #protected: ReadonlySet<string>;

  /** A group is protected where anything in it is: Azure deletes a group with all that it holds. */
  constructor(name: string, places: readonly Place[]) {
    this.#name = name;
    const kept = places.filter(({ protect }) => protect);
    this.#protected = new Set(kept.map(({ resourceGroup }) => resourceGroup.toLowerCase()));
  }

  /** The group of that place. Azure compares the names of groups without regard to case. */
  at({ resourceGroup, location }: Omit<Place, "protect">): ResourceGroup {
    const key = resourceGroup.toLowerCase();
    const group =
      this.#groups.get(key) ??
      new ResourceGroup(
        `${this.#name}-${key}`,
        { resourceGroupName: resourceGroup, location },
        { protect: this.#protected.has(key) },
      );
    this.#groups.set(key, group);
    return group;
  }

  /** Every group so far, by its name in lower case. */
  get all(): ReadonlyMap<string, ResourceGroup> {
    return this.#groups;
  }
}
