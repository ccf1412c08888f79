import { type PermittedCall, permittedCalls } from "../../../graph/permissions.ts";
import type { Check } from "../check.ts";
import type { Permissions } from "../facts.ts";
import { type Finding, fault, given, warning } from "../finding.ts";

/** What `pulumi up` does. The companion's other commands may be another credential's task. */
const onboarding: ReadonlySet<string> = new Set([
  "read device configurations and their assignments",
  "create, change, assign and delete device configurations",
  "read settings catalog policies and their assignments",
  "create, change, assign and delete settings catalog policies",
  "read service principals",
  "create and change service principals",
  "read delegated permission grants",
  "create, change and delete delegated permission grants",
  "read groups",
]);

/**
 * Permissions that hold another, beside `ReadWrite` of the same name. From the "Permissions" section of each call's
 * page under https://learn.microsoft.com/graph/api/overview
 */
const wider: Readonly<Record<string, readonly string[]>> = {
  "Application.Read.All": ["Directory.Read.All", "Directory.ReadWrite.All"],
  "Application.ReadWrite.All": ["Directory.ReadWrite.All"],
  "DelegatedPermissionGrant.ReadWrite.All": ["Directory.ReadWrite.All"],
  "Directory.Read.All": ["DelegatedPermissionGrant.ReadWrite.All"],
  "Group.Read.All": ["GroupMember.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"],
  "Organization.Read.All": ["Directory.Read.All", "Directory.ReadWrite.All"],
  "User.Read": ["User.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"],
};

/** Each Graph permission that this project needs is in the token; optional checks name theirs themselves. */
export const permissions: Check = {
  title: "The credentials have every Graph permission",
  isAside: true,
  after: ["sign-in"],
  run: (facts) => given(facts.permissions, missing),
};

function missing(held: Permissions): Finding[] {
  const lacking = Map.groupBy(
    permittedCalls.filter((call) => !call.optional && !isHeld(call[held.of], held.names)),
    (call) => call[held.of],
  );
  return [...lacking].map(([permission, calls]) => lackOf(permission, calls));
}

/** Whether a permission, or one that holds it, is among those of a token. */
export function isHeld(needed: string, held: ReadonlySet<string>): boolean {
  const enough = [needed, needed.replace(".Read.", ".ReadWrite."), ...(wider[needed] ?? [])];
  return enough.some((name) => held.has(name));
}

function lackOf(permission: string, calls: readonly PermittedCall[]): Finding {
  const uses = calls.map(({ call }) => call).join("; ");
  const isNeeded = calls.some(({ call }) => onboarding.has(call));
  return (isNeeded ? fault : warning)(
    "missingPermission",
    `The token lacks ${permission}, which it takes to ${uses}.`,
    `Add ${permission} of Microsoft Graph to the app registration, and have an administrator consent to it.`,
  );
}
