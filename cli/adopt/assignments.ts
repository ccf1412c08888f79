import { z } from "zod";
import { listMatching } from "../graph-list.ts";
import type { Declared } from "./declared.ts";
import type { LookUp } from "./finder.ts";

/**
 * The import id of the declared policy's assignments: the policy's id, marked where it is of the settings catalog. A
 * policy that does not exist yet has none.
 */
export async function findAssignments(declared: Declared, lookUp: LookUp): Promise<string | undefined> {
  const id = lookUp.reference(declared, "configurationId");
  if (id === undefined) {
    return undefined;
  }
  const isCatalog = declared.inputs.policyKind === "settingsCatalog";
  const collection = isCatalog ? "configurationPolicies" : "deviceConfigurations";
  const assignments = await listMatching(
    lookUp,
    `/deviceManagement/${collection}/${encodeURIComponent(id)}/assignments`,
    z.looseObject({ id: z.string() }),
    { version: isCatalog ? "beta" : "v1.0" },
  );
  if (assignments.length === 0) {
    return undefined;
  }
  return isCatalog ? `settingsCatalog:${id}` : id;
}
