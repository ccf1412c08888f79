import {
  catalogSetting,
  pinRecoveryOf,
  type RecoveryPolicy,
  type RouteKind,
  routeNames,
} from "../../domain/recovery-routes.ts";
import type { Policy } from "../policies/policy.ts";
import type { Declared } from "./declared.ts";

/** The kinds of policy that the program can declare. */
export type DeclaredKind = "custom" | "settingsCatalog";

/** A policy of the tenant that sets EnablePinRecovery, or that was chosen by its id. */
export type Candidate = {
  readonly policy: Policy;
  readonly route: RouteKind | undefined;
  readonly found: readonly RecoveryPolicy[];
};

/** A policy with what of it sets EnablePinRecovery. */
export function candidateOf(policy: Policy): Candidate {
  const found = pinRecoveryOf([policy]);
  return { policy, route: found[0]?.kind, found };
}

/** A candidate as it is called in a message. */
export function called({ policy, route }: Candidate): string {
  const noun = route === undefined ? "policy" : routeNames[route];
  return `the ${noun} "${policy.name}" (${policy.id})`;
}

/** The ids of all that is declared for the policy: OMA-URIs as they are, ids of definitions in lower case. */
export function declaredIds({ inputs }: Declared): ReadonlySet<string> {
  return new Set(idsIn([inputs.omaSettings, inputs.settings]));
}

function idsIn(part: unknown): string[] {
  if (Array.isArray(part)) {
    return part.flatMap(idsIn);
  }
  if (typeof part !== "object" || part === null) {
    return [];
  }
  const own = [Reflect.get(part, "omaUri"), Reflect.get(part, "definitionId")];
  const ids = own.flatMap((id, index) => (typeof id !== "string" ? [] : index === 0 ? id : id.toLowerCase()));
  return [...ids, ...Object.values(part).flatMap(idsIn)];
}

/** Whether the program declares the very setting by which a candidate sets EnablePinRecovery. */
export function isExact({ policy, found }: Candidate, declared: ReadonlySet<string>): boolean {
  return found.some(({ settingId }) => declared.has(keyOf(policy, settingId)));
}

/** The other settings of a policy, which the program does not declare. A group alone sets nothing. */
export function furtherSettings({ policy, found }: Candidate, declared: ReadonlySet<string>): string[] {
  const known = new Set([...declared, ...groups, ...found.map(({ settingId }) => keyOf(policy, settingId))]);
  return policy.settings.flatMap(({ id }) => (known.has(keyOf(policy, id)) ? [] : id));
}

const groups = [catalogSetting("device").group, catalogSetting("user").group];

function keyOf({ kind }: Policy, id: string): string {
  return kind === "custom" ? id : id.toLowerCase();
}

/** Whether a policy was made from a template, so that the program's, which has none, would replace it. */
export function isOfTemplate({ policy: { templateFamily = "none" } }: Candidate): boolean {
  return templateFamily !== "none" && templateFamily !== "";
}
