import type { RecoveryNode } from "../../../domain/recovery-node.ts";
import { audienceInWords } from "../audience.ts";
import type { Check } from "../check.ts";
import type { Facts } from "../facts.ts";
import { type Finding, fault, given, note, warning } from "../finding.ts";
import type { ProblemCode } from "../finding-codes.ts";
import { called, isOnElsewhere, type RecoverySetting, recoverySettings } from "../recovery.ts";
import { sentence } from "../text.ts";

/** Every collection that can hold a policy with EnablePinRecovery could be read. */
export const policiesRead: Check = {
  title: "Every kind of policy that can set EnablePinRecovery was read",
  source: "https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/configure",
  run: ({ policies }) => Object.values(policies).flatMap((source) => given(source, () => [])),
};

/** Some policy sets EnablePinRecovery, by one route or another; each is named with what it sets, for whom. */
export const profilePresent: Check = {
  title: "A policy sets EnablePinRecovery",
  run: (facts) =>
    given(recoverySettings(facts), (found) =>
      found.length > 0
        ? found.map((setting) => note("profilePresent", inWords(setting, facts)))
        : [
            fault(
              "profileMissing",
              "No policy sets EnablePinRecovery: no custom profile, settings catalog, Account protection or identity protection policy.",
              "Run `pulumi up`, or set it in Intune. Group policy and administrative templates are not looked at.",
            ),
          ],
    ),
};

function inWords({ policy, scope, value, node }: RecoverySetting, { groups }: Facts): string {
  const what = value === "other" ? "neither on nor off" : String(value);
  const where = node.kind === "right" ? `for the ${scope}` : "in a form that devices do not take";
  return `${sentence(called(policy))} sets it to ${what} ${where}, assigned to ${audienceInWords(policy, groups)}.`;
}

type WrongKind = Exclude<RecoveryNode["kind"], "right">;

const wrong: Readonly<Record<WrongKind, { code: ProblemCode; what: string }>> = {
  policyForm: {
    code: "nodePolicyForm",
    what: "is the form with Policy/ that is often copied, and no node of the Passport for Work CSP",
  },
  braces: { code: "nodeBraces", what: "has the tenant's id in braces" },
  placeholder: { code: "nodePlaceholder", what: "has no tenant id where one belongs" },
  otherTenant: { code: "nodeOtherTenant", what: "has another tenant's id, and a device ignores that" },
  spelling: {
    code: "nodeSpelling",
    what: "is not spelled as the node is, to which upper and lower case count too",
  },
};

const source = "https://learn.microsoft.com/windows/client-management/mdm/passportforwork-csp";

/** The OMA-URI is a node of the Passport for Work CSP, and not the form that is miscopied. */
export const nodeForm: Check = {
  title: "The OMA-URI is of the Passport for Work CSP",
  after: ["profile-present"],
  source,
  run: (facts) => given(recoverySettings(facts), (found) => wrongIn(facts, found, ["policyForm"])),
};

/** The OMA-URI names this tenant. */
export const nodeTenant: Check = {
  title: "The OMA-URI names this tenant",
  after: ["profile-present"],
  source,
  run: (facts) =>
    given(recoverySettings(facts), (found) =>
      wrongIn(facts, found, ["braces", "placeholder", "otherTenant"]),
    ),
};

/** The OMA-URI is spelled right. */
export const nodeSpelling: Check = {
  title: "The OMA-URI is spelled as the node is",
  after: ["profile-present"],
  source,
  run: (facts) =>
    given(recoverySettings(facts), (found) => [
      ...wrongIn(facts, found, ["spelling"]),
      ...found.filter(({ node }) => node.kind === "right" && node.implied).map(impliedScope),
    ]),
};

/** A profile that devices do not take does nothing: a fault only where no other policy turns PIN recovery on. */
function wrongIn(facts: Facts, found: readonly RecoverySetting[], kinds: readonly WrongKind[]): Finding[] {
  return found.flatMap(({ policy, settingId, node }) => {
    if (node.kind === "right" || !kinds.includes(node.kind)) {
      return [];
    }
    const { code, what } = wrong[node.kind];
    const message = `In ${called(policy)}, ${settingId} ${what}.`;
    return isOnElsewhere(facts, policy)
      ? [
          warning(
            code,
            message,
            `Delete it: another policy sets EnablePinRecovery. It would have to be ${node.meant}`,
          ),
        ]
      : [fault(code, message, `Set the OMA-URI to ${node.meant}`)];
  });
}

function impliedScope({ policy, settingId }: RecoverySetting): Finding {
  return warning(
    "nodeScopeImplied",
    `In ${called(policy)}, ${settingId} leaves the scope out; devices take it for their own.`,
    `Write ${settingId.replace("./", "./Device/")}, as the reference does, when the profile is next changed.`,
  );
}
