import {
  findBlockingPolicy,
  type ResetLinkPolicy,
  resetLinkPolicyOf,
} from "../../../domain/reset-link-policies.ts";
import type { Check } from "../check.ts";
import type { Facts } from "../facts.ts";
import { type Finding, notChecked, note, optionally, warning } from "../finding.ts";
import type { PolicySetting } from "../reset-facts.ts";

/** No policy hides the reset at the lock screen. A policy that is assigned to no one does nothing. */
export const resetLink: Check = {
  title: "No policy blocks a reset from the lock screen",
  source: "https://learn.microsoft.com/entra/identity/authentication/howto-sspr-windows",
  after: ["sign-in"],
  run: (facts) => [...settingsOf(facts).flat(), notSeen],
};

function settingsOf({ profileSettings, catalogSettings }: Facts): Finding[][] {
  return [profileSettings, catalogSettings].map((fact) =>
    optionally(fact, (settings) => settings.filter(({ policy }) => policy.isAssigned).flatMap(judge)),
  );
}

const notSeen = note(
  "resetLinkNotSeen",
  "Not looked at: administrative templates, security baselines and group policy, and whether a policy reaches the same devices.",
);

const kinds: Readonly<Record<PolicySetting["policy"]["kind"], string>> = {
  custom: "profile",
  settingsCatalog: "settings catalog policy",
  template: "template profile",
};

function judge(setting: PolicySetting): Finding[] {
  const { policy, id, value, secretReference } = setting;
  const called = `The ${kinds[policy.kind]} "${policy.name}" (${policy.id})`;
  const known = resetLinkPolicyOf(policy.kind, id);
  if (known === undefined) {
    return [];
  }
  const found = findBlockingPolicy(policy.kind, id, value);
  if (found === undefined) {
    return secretReference === undefined ? [] : [encrypted(`${called} sets ${known.name} by ${id}`)];
  }
  const doubt = found.unverified ? " That this setting is the same was not verified." : "";
  return [
    warning(
      "resetLinkBlocked",
      `${called} sets ${known.name} by ${id}: ${effects[known.effect]}.${doubt}`,
      "Take the setting out of the policy, or do not assign it to the devices whose users are to reset their PIN at the lock screen.",
    ),
  ];
}

function encrypted(what: string): Finding {
  return notChecked({
    code: "resetLinkEncrypted",
    message: `${what}, and Intune keeps the value encrypted: it was not looked at.`,
    hint: "Look at the value in the Intune admin center. Graph gives it with DeviceManagementConfiguration.ReadWrite.All alone.",
  });
}

const effects: Readonly<Record<ResetLinkPolicy["effect"], string>> = {
  alone: "Microsoft says that a reset from the lock screen does not work with it",
  combined:
    "Microsoft says that together with other such settings it keeps a reset from the lock screen from working",
  trouble: "Microsoft knows of trouble with a reset from the lock screen then",
};
