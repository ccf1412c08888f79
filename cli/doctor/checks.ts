import type { Check, CheckId } from "./check.ts";
import { profilesAgree, scopesAgree } from "./checks/agreement.ts";
import { enabled, listed, present, userAssignment } from "./checks/applications.ts";
import { assigned, groupsContradict, groupsExist, groupsMembers, policyScope } from "./checks/assignments.ts";
import { conditionalAccess } from "./checks/conditional-access.ts";
import { deployment, resetSignIn } from "./checks/deployment.ts";
import { directoryRetirement } from "./checks/directory-retirement.ts";
import { exclusionsApply } from "./checks/exclusions.ts";
import { failedSignIns } from "./checks/failed-sign-ins.ts";
import { clientGrant, serviceGrant } from "./checks/grants.ts";
import { helloEnrollment } from "./checks/hello-enrollment.ts";
import { hybridJoined } from "./checks/hybrid-joined.ts";
import { mfaMethods } from "./checks/mfa-methods.ts";
import { permissions } from "./checks/permissions.ts";
import { otherPlatforms } from "./checks/platforms.ts";
import { nodeForm, nodeSpelling, nodeTenant, policiesRead, profilePresent } from "./checks/profile.ts";
import { resetLink } from "./checks/reset-link.ts";
import { signIn } from "./checks/sign-in.ts";
import { valueTrue, valueType } from "./checks/value.ts";
import { webSignIn } from "./checks/web-sign-in.ts";

/** Every check, in the order of the onboarding: a check comes after those that it names. */
export const checks: Readonly<Record<CheckId, Check>> = {
  "sign-in": signIn,
  permissions,
  "service-present": present("service"),
  "client-present": present("client"),
  "service-enabled": enabled("service"),
  "client-enabled": enabled("client"),
  "applications-listed": listed,
  "user-assignment": userAssignment,
  "client-grant": clientGrant,
  "service-grant": serviceGrant,
  "policies-read": policiesRead,
  "profile-present": profilePresent,
  "node-form": nodeForm,
  "node-tenant": nodeTenant,
  "node-spelling": nodeSpelling,
  "value-type": valueType,
  "value-true": valueTrue,
  "profiles-agree": profilesAgree,
  "scopes-agree": scopesAgree,
  assigned,
  "groups-exist": groupsExist,
  "groups-members": groupsMembers,
  "groups-contradict": groupsContradict,
  "exclusions-apply": exclusionsApply,
  "policy-scope": policyScope,
  "other-platforms": otherPlatforms,
  deployment,
  "hello-enrollment": helloEnrollment,
  "reset-sign-in": resetSignIn,
  "reset-link": resetLink,
  "web-sign-in": webSignIn,
  "hybrid-joined": hybridJoined,
  "conditional-access": conditionalAccess,
  "mfa-methods": mfaMethods,
  "failed-sign-ins": failedSignIns,
  "directory-retirement": directoryRetirement,
};
