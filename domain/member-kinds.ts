/** What a group holds, as far as Intune tells groups apart. */
export type MemberKind = "device" | "user";

/** Whom a profile is for or kept from, as it is called in a message; no kinds: what it holds is not known. */
export type Audience = { readonly name: string; readonly kinds: ReadonlySet<MemberKind> };

const allDevices: Audience = { name: "all devices", kinds: new Set(["device"]) };
const allUsers: Audience = { name: "all users", kinds: new Set(["user"]) };

const everyone: ReadonlyMap<string, Audience> = new Map([
  ["allDevices", allDevices],
  ["allDevicesAssignmentTarget", allDevices],
  ["allUsers", allUsers],
  ["allLicensedUsersAssignmentTarget", allUsers],
]);

/**
 * Whom an assignment's target reaches that names no group, by the provider's name of its type or by Graph's; undefined
 * for any other type.
 */
export function everyoneIn(type: string): Audience | undefined {
  return everyone.get(type);
}

/**
 * What a dynamic group holds, by its rule: one rule is about devices or about users, never both.
 * Source: https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership
 */
export function kindsInRule(rule: string): ReadonlySet<MemberKind> {
  const found = /\b(device|user)\s*\./i.exec(rule)?.[1]?.toLowerCase();
  return new Set(found === "device" || found === "user" ? [found] : []);
}

/** The kinds among the types of a group's members. */
export function kindsAmong(types: readonly string[]): ReadonlySet<MemberKind> {
  return new Set(types.filter((type) => type === "device" || type === "user"));
}

/**
 * The exclusions that Intune does not apply: it does not evaluate a group of users and a group of devices together, so
 * that what the one includes is not taken away by the other. Each as a sentence without a full stop.
 * Source: https://learn.microsoft.com/intune/intune-service/configuration/device-profile-assign
 */
export function exclusionsNotApplied(included: readonly Audience[], excluded: readonly Audience[]): string[] {
  return excluded.flatMap((out) =>
    included.flatMap((into) => {
      const missed = [...into.kinds].filter((kind) => !out.kinds.has(kind));
      if (out.kinds.size === 0 || missed.length === 0) {
        return [];
      }
      return [
        `Intune does not apply the exclusion of ${out.name}, which holds ${inWords([...out.kinds])}, to the ` +
          `${inWords(missed)} of ${into.name}`,
      ];
    }),
  );
}

/** Those of whom it is not known what they hold, where that decides whether an exclusion applies. */
export function notKnown(included: readonly Audience[], excluded: readonly Audience[]): readonly Audience[] {
  if (included.length === 0 || excluded.length === 0) {
    return [];
  }
  return [...included, ...excluded].filter(({ kinds }) => kinds.size === 0);
}

function inWords(kinds: readonly MemberKind[]): string {
  return kinds
    .map((kind) => `${kind}s`)
    .sort()
    .join(" and ");
}
