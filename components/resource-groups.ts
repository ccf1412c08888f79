import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";

/** Where Azure resources are to be: the name of a resource group, and its region. */
type Place = { resourceGroup: string; location: string };

/**
 * The resource groups of a stack, each registered once under its own name. They have no parent, so that two parts may
 * share a group and either be switched off.
 * Source: https://learn.microsoft.com/azure/templates/microsoft.resources/resourcegroups
 */
export class ResourceGroups {
  readonly #name: string;
  readonly #groups = new Map<string, ResourceGroup>();

  constructor(name: string) {
    this.#name = name;
  }

  /** The group of that place. Azure compares the names of groups without regard to case. */
  at({ resourceGroup, location }: Place): ResourceGroup {
    const key = resourceGroup.toLowerCase();
    const group =
      this.#groups.get(key) ??
      new ResourceGroup(`${this.#name}-${key}`, { resourceGroupName: resourceGroup, location });
    this.#groups.set(key, group);
    return group;
  }

  /** Every group so far, by its name in lower case. */
  get all(): ReadonlyMap<string, ResourceGroup> {
    return this.#groups;
  }
}
