import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";

/** The steps of the onboarding that are looked at, each by its own check. */
export type CheckId =
  | "sign-in"
  | "permissions"
  | "service-present"
  | "client-present"
  | "service-enabled"
  | "client-enabled"
  | "applications-listed"
  | "user-assignment"
  | "client-grant"
  | "service-grant"
  | "policies-read"
  | "profile-present"
  | "node-form"
  | "node-tenant"
  | "node-spelling"
  | "value-type"
  | "value-true"
  | "profiles-agree"
  | "scopes-agree"
  | "policy-scope"
  | "assigned"
  | "groups-exist"
  | "groups-members"
  | "groups-contradict"
  | "exclusions-apply"
  | "other-platforms"
  | "deployment"
  | "hello-enrollment"
  | "reset-sign-in"
  | "reset-link"
  | "web-sign-in"
  | "hybrid-joined"
  | "conditional-access"
  | "mfa-methods"
  | "failed-sign-ins"
  | "directory-retirement";

/**
 * One step of the onboarding. `run` is a pure function of what was read. `after` names checks without which this one
 * says nothing: while one of them finds a fault, it is skipped.
 */
export type Check = {
  readonly title: string;
  readonly after?: readonly CheckId[];
  /** The page of Microsoft's that says why it matters to a reset; that on PIN reset unless given. */
  readonly source?: string;
  /** Whether a reset works without it, so that the verdict leaves it out. */
  readonly isAside?: true;
  run(facts: Facts): Finding[];
};
