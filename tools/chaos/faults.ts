import type { Fault, FaultEffect } from "../../tenant/control/faults.ts";

/** The faults that the run knows. Those on azuread's requests are ones that pass, and that it repeats itself. */
export const faultKinds = [
  "429, seconds",
  "429, date",
  "429, bare",
  "500",
  "503",
  "504",
  "cut before",
  "cut after",
  "lag",
  "latency",
  "expired token",
  "azuread 429",
  "azuread 503",
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** The collections of both kinds of policy. */
const policies = "(deviceConfigurations|configurationPolicies)";

/** Which of the Intune plugin's requests a fault affects. A `$batch` counts as itself, and each of its steps by itself. */
export const targets = {
  any: "^/(v1\\.0|beta)/",
  batch: "/\\$batch$",
  profiles: `/${policies}\\b`,
  profile: `/${policies}/[^/?]+$`,
  posted: `/${policies}$`,
  named: `/${policies}\\?`,
  assignments: "/assignments$",
  assign: "/assign$",
  plainText: "/getOmaSettingPlainTextValue",
} as const;

export type Target = keyof typeof targets;

/** Writes, which alone can lag. */
export type Write = "POST" | "PATCH" | "PUT" | "DELETE";

/** A fault of a plan: the `nth` request to `target` and `count - 1` more; a lag affects the first writes by `method`. */
export type PlannedFault = {
  readonly kind: FaultKind;
  readonly target: Target;
  readonly method: Write;
  readonly nth: number;
  readonly count: number;
};

const azuread = "^/v1\\.0/(groups|servicePrincipals|oauth2PermissionGrants)\\b";

/** A planned fault as the tenant takes it, from now on: a Retry-After as a date is a second from now. */
export function faultOf({ kind, target, method, nth, count }: PlannedFault): Fault {
  const match = kind.startsWith("azuread")
    ? { path: azuread }
    : {
        userAgent: "pulumi-intune/",
        path: kind === "lag" ? targets.profiles : targets[target],
        ...(kind === "lag" && { method }),
      };
  // There is hardly a second write of one kind in a run.
  return { match, nth: kind === "lag" ? 1 : nth, count, effect: effectOf(kind) };
}

function effectOf(kind: FaultKind): FaultEffect {
  switch (kind) {
    case "429, seconds":
    case "azuread 429":
      return { kind: "status", status: 429, retryAfter: 1 };
    case "429, date":
      return { kind: "status", status: 429, retryAfter: new Date(Date.now() + 1000).toUTCString() };
    case "429, bare":
      return { kind: "status", status: 429 };
    case "500":
      return { kind: "status", status: 500 };
    case "503":
      return { kind: "status", status: 503 };
    case "azuread 503":
      return { kind: "status", status: 503, retryAfter: 1 };
    case "504":
      return { kind: "status", status: 504 };
    case "cut before":
      return { kind: "cut", when: "before" };
    case "cut after":
      return { kind: "cut", when: "after" };
    case "lag":
      return { kind: "lag", reads: 2 };
    case "latency":
      return { kind: "latency", milliseconds: 200, when: "before" };
    case "expired token":
      return { kind: "expiredToken" };
  }
}
