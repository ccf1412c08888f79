import type { Check, CheckId } from "./check.ts";
import { profilesAgree, scopesAgree } from "./checks/agreement.ts";
import { enabled, listed, present, userAssignment } from "./checks/applications.ts";
import { assigned, groupsContradict, groupsExist, groupsMembers, policyScope } from "./checks/assignments.ts";
import { deployment, resetSignIn } from "./checks/deployment.ts";
import { exclusionsApply } from "./checks/exclusions.ts";
import { clientGrant, serviceGrant } from "./checks/grants.ts";
import { helloEnrollment } from "./checks/hello-enrollment.ts";
import { permissions } from "./checks/permissions.ts";
import { otherPlatforms } from "./checks/platforms.ts";
import { nodeForm, nodeSpelling, nodeTenant, policiesRead, profilePresent } from "./checks/profile.ts";
import { signIn } from "./checks/sign-in.ts";
import { valueTrue, valueType } from "./checks/value.ts";

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
};
