import { z } from "zod";
import { listMatching } from "../graph-list.ts";
import { findScript } from "../readiness/scripts.ts";
import type { Declared } from "./declared.ts";
import type { LookUp } from "./finder.ts";

const named = z.looseObject({ displayName: z.string() });

/**
 * The id of the remediation script that has the declared one's name; undefined where the tenant has none.
 *
 * @throws CommandError `severalScripts`, GraphError, CredentialError.
 */
export async function findHealthScript({ inputs }: Declared, lookUp: LookUp): Promise<string | undefined> {
  const { displayName } = named.parse(inputs);
  return (await findScript(lookUp, displayName))?.id;
}

/** The import id of the declared script's assignments: the script's id; undefined where it is not assigned. */
export async function findScriptAssignments(declared: Declared, lookUp: LookUp): Promise<string | undefined> {
  const id = lookUp.reference(declared, "scriptId");
  if (id === undefined) {
    return undefined;
  }
  const path = `/deviceManagement/deviceHealthScripts/${encodeURIComponent(id)}/assignments`;
  const assignments = await listMatching(lookUp, path, z.looseObject({}), { version: "beta" });
  return assignments.length === 0 ? undefined : id;
}
