import type { RecoveryNode } from "../../../domain/recovery-node.ts";
import type { Check } from "../check.ts";
import { fault, given, note, warning } from "../finding.ts";
import type { ProblemCode } from "../finding-codes.ts";
import { called, type RecoverySetting, recoverySettings } from "../recovery.ts";

/** Some custom profile sets EnablePinRecovery, in one form or another. */
export const profilePresent: Check = {
  title: "A custom profile sets EnablePinRecovery",
  run: ({ profiles }) =>
    given(profiles, (found) =>
      found.length > 0
        ? [note("profilePresent", `Set by ${found.map(called).join(" and ")}.`)]
        : [
            fault(
              "profileMissing",
              "No custom Windows profile sets EnablePinRecovery.",
              "Run `pulumi up`. A settings catalog policy that sets it instead is not looked at here.",
            ),
          ],
    ),
};

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

/** The OMA-URI is a node of the Passport for Work CSP, and not the form that is miscopied. */
export const nodeForm: Check = {
  title: "The OMA-URI is of the Passport for Work CSP",
  after: ["profile-present"],
  run: (facts) => given(recoverySettings(facts), (found) => faultsOf(found, ["policyForm"])),
};

/** The OMA-URI names this tenant. */
export const nodeTenant: Check = {
  title: "The OMA-URI names this tenant",
  after: ["profile-present"],
  run: (facts) =>
    given(recoverySettings(facts), (found) => faultsOf(found, ["braces", "placeholder", "otherTenant"])),
};

/** The OMA-URI is spelled right. */
export const nodeSpelling: Check = {
  title: "The OMA-URI is spelled as the node is",
  after: ["profile-present"],
  run: (facts) =>
    given(recoverySettings(facts), (found) => [
      ...faultsOf(found, ["spelling"]),
      ...found.filter(({ node }) => node.kind === "right" && node.implied).map(impliedScope),
    ]),
};

function faultsOf(found: readonly RecoverySetting[], kinds: readonly WrongKind[]) {
  return found.flatMap(({ profile, setting, node }) =>
    node.kind !== "right" && kinds.includes(node.kind)
      ? [
          fault(
            wrong[node.kind].code,
            `In ${called(profile)}, ${setting.omaUri} ${wrong[node.kind].what}.`,
            `Set the OMA-URI to ${node.meant}`,
          ),
        ]
      : [],
  );
}

function impliedScope({ profile, setting }: RecoverySetting) {
  return warning(
    "nodeScopeImplied",
    `In ${called(profile)}, ${setting.omaUri} leaves the scope out; devices take it for their own.`,
    `Write ${setting.omaUri.replace("./", "./Device/")}, as the reference does, when the profile is next changed.`,
  );
}
