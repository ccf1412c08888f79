export type {
  AssignedGroupArgs,
  AssignmentFilterArgs,
  AssignmentsArgs,
  ConsentArgs,
  EveryoneArgs,
  PinResetArgs,
  ProfileArgs,
} from "./arguments.ts";
export { type AssignedTargetArgs, ProfileAssignments, type ProfileAssignmentsArgs } from "./assignments.ts";
export { PinResetConsent, type PinResetConsentArgs } from "./consent.ts";
export { type ForBothApps, PinReset } from "./pin-reset.ts";
export { PinRecoveryProfile, type PinRecoveryProfileArgs } from "./recovery-profile.ts";
