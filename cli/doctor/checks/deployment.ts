import type { Check } from "../check.ts";
import type { Deployment, Facts } from "../facts.ts";
import { both, derived, type Fact, type Finding, fault, given, note, partly, warning } from "../finding.ts";
import {
  called,
  faultOf,
  isAssigned,
  policiesInPlay,
  policiesOf,
  type RecoveryRoute,
  rightSettings,
} from "../recovery.ts";
import { deviceCount, sentence } from "../text.ts";

/** The devices take the policy; those that it cannot apply to are counted apart. */
export const deployment: Check = {
  title: "The devices take the policy",
  after: ["profile-present", "assigned"],
  source: "https://learn.microsoft.com/intune/intune-service/configuration/device-profile-monitor",
  run: (facts) =>
    given(both(policiesInPlay(facts), facts.deployments), ([policies, deployments]) =>
      policies.filter(isAssigned).flatMap((policy) => {
        const found = deployments.get(policy.id);
        return found ? judge(facts, policy, found) : [notRead(policy)];
      }),
    ),
};

function notRead(policy: RecoveryRoute): Finding {
  return note(
    "deploymentNotRead",
    `What the devices report of ${called(policy)} is not read: see its device status in the Intune admin center.`,
  );
}

function judge(facts: Facts, policy: RecoveryRoute, { counts, devices }: Deployment): Finding[] {
  const { success, pending, notApplicable, notApplicablePlatform } = counts;
  const failing = counts.error + counts.failed + counts.conflict;
  const apart = `${deviceCount(notApplicable + notApplicablePlatform)} it cannot apply to (${notApplicablePlatform} of another platform)`;
  const found: Finding[] = [];
  if (failing > 0) {
    const names = namesOf(devices, ["error", "conflict", "nonCompliant"]);
    const failed = fault(
      "deploymentFailing",
      `${deviceCount(failing)} cannot take ${called(policy)}: ${counts.error} report an error, ${counts.failed} failed, ${counts.conflict} report a conflict${names}.`,
      "Look at the policy's device status in the Intune admin center: a conflict means that another policy sets the same.",
    );
    found.push(success + pending > 0 ? partly(failed) : faultOf(facts, policy, failed));
  }
  if (success + pending + failing > 0) {
    found.push(
      note("deployed", `${deviceCount(success)} took ${called(policy)}, ${pending} pending, ${apart}.`),
    );
  } else if (notApplicable + notApplicablePlatform > 0) {
    const reachesNone = fault(
      "deploymentNotApplicable",
      `${sentence(called(policy))} reaches no device that it can apply to: ${apart}.`,
      "Assign it to a group with Windows devices, or to users who have some.",
    );
    found.push(faultOf(facts, policy, reachesNone));
  } else {
    found.push(
      warning(
        "notReported",
        `No device has reported on ${called(policy)} yet.`,
        "Wait: a device checks in about every eight hours; in Settings > Accounts > Access work or school, Info > Sync makes it do so at once.",
      ),
    );
  }
  return found;
}

/** No device has the policy while an application that its user signs in to is missing. */
export const resetSignIn: Check = {
  title: "On devices with the policy, the reset can sign in",
  source: "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
  after: ["profile-present"],
  run: (facts) =>
    given(both(missingApplications(facts), both(rightSettings(facts), facts.deployments)), (found) => {
      const [missing, [settings, deployments]] = found;
      const reached = policiesOf(settings).flatMap(({ id }) => deployments.get(id) ?? []);
      const count = reached.reduce((sum, { counts }) => sum + counts.success, 0);
      return missing.length > 0 && count > 0 ? [wouldFail(missing, count, reached)] : [];
    }),
};

function missingApplications({ service, client }: Facts): Fact<string[]> {
  return derived(both(service, client), ([foundService, foundClient]) => [
    ...(foundService ? [] : ["the service"]),
    ...(foundClient ? [] : ["the client"]),
  ]);
}

function wouldFail(missing: readonly string[], count: number, reached: readonly Deployment[]): Finding {
  const names = namesOf(
    reached.flatMap(({ devices }) => devices),
    ["compliant", "remediated"],
  );
  return fault(
    "resetWouldFail",
    `${deviceCount(count)} already have the policy${names}: a PIN reset there ends in CAA20004 with AADSTS650052, since ${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} not in the tenant.`,
    "Bring the applications into the tenant, as said above; the devices need nothing then.",
  );
}

const shownNames = 5;

function namesOf(devices: Deployment["devices"], states: readonly string[]): string {
  const names = devices.filter(({ status }) => states.includes(status)).map(({ name }) => name);
  if (names.length === 0) {
    return "";
  }
  return ` (${names.slice(0, shownNames).join(", ")}${names.length > shownNames ? " and others" : ""})`;
}
