import type { Path } from "./names.ts";

const filterId = "9a1f2c3d-5b7e-4a60-8c21-d4e5f6a7b8c9";

/** A fitting value for each setting that holds one, by its path without indexes. */
const examples: Readonly<Record<string, string>> = {
  tenantId: "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90",
  "consent.clientScopes[]": "user_impersonation",
  "consent.serviceScopes[]": "User.Read",
  "consent.directoryAppId": "00000002-0000-0000-c000-000000000000",
  "profile.displayName": "Windows Hello - PIN recovery",
  "profile.description": "Lets users replace a forgotten PIN",
  "profile.scope": "device",
  "profile.roleScopeTagIds[]": "0",
  "profile.webSignInAllowedUrls[]": "login.contoso.com",
  "assignments.groups[]": "Windows devices",
  "assignments.groups[].group": "Windows devices",
  "assignments.groups[].filter.id": filterId,
  "assignments.groups[].filter.mode": "include",
  "assignments.excludedGroups[]": "Kiosks",
  "assignments.allDevices": "true",
  "assignments.allDevices.filter.id": filterId,
  "assignments.allDevices.filter.mode": "include",
  "assignments.allUsers": "true",
  "assignments.allUsers.filter.id": filterId,
  "assignments.allUsers.filter.mode": "include",
};

/** Every setting that holds a value, as a path without indexes: `assignments.groups[].filter.id`. */
export const settingPatterns: readonly string[] = Object.keys(examples);

/** A value that the setting at the path would take, if it is one that holds a value. */
export function exampleFor(path: Path): string | undefined {
  return examples[pattern(path)];
}

/** The keys that the mapping at the path may have; none where it is no mapping. */
export function knownKeys(path: Path): string[] {
  const prefix = path.length === 0 ? "" : `${pattern(path)}.`;
  const keys = settingPatterns
    .filter((each) => each.startsWith(prefix))
    .map((each) => each.slice(prefix.length).replace(/[.[].*$/, ""));
  return [...new Set(keys)];
}

function pattern(path: Path): string {
  return path
    .map((step) => (typeof step === "number" ? "[]" : `.${String(step)}`))
    .join("")
    .slice(1);
}
