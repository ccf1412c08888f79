import { overlapInWords, overlapOf } from "../audience.ts";
import type { Check } from "../check.ts";
import type { Facts } from "../facts.ts";
import { type Finding, fault, given, partly, warning } from "../finding.ts";
import { called, isAssigned, isBoolean, policiesOf, type RightSetting, rightSettings } from "../recovery.ts";
import { sentence } from "../text.ts";

/** One policy sets it in a scope, or those that do say the same. */
export const profilesAgree: Check = {
  title: "No two policies contradict each other",
  after: ["profile-present", "value-true"],
  source: "https://learn.microsoft.com/intune/intune-service/configuration/device-profile-troubleshoot",
  run: (facts) =>
    given(rightSettings(facts), (found) => {
      const booleans = found.filter(isBoolean);
      const contradictions = pairsOf(booleans, (off, on) => off.scope === on.scope).map(([off, on]) =>
        contradiction(facts, off, on),
      );
      const policies = policiesOf(booleans);
      return contradictions.length === 0 && policies.length > 1 && booleans.every(({ value }) => value)
        ? [several(policies.map(called))]
        : contradictions;
    }),
};

/**
 * No user's setting overrides the device's: it does so without a conflict that anyone could see.
 * Source: https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/configure
 */
export const scopesAgree: Check = {
  title: "No user's setting overrides the device's",
  after: ["profile-present", "value-true"],
  source: "https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/configure",
  run: (facts) =>
    given(rightSettings(facts), (found) =>
      pairsOf(found.filter(isBoolean), (off, on) => off.scope !== on.scope).map(([off, on]) =>
        off.scope === "user" ? userOff(facts, off, on) : userOn(facts, off, on),
      ),
    ),
};

/** Every setting that is false with every one that is true, where `isPair` takes them. */
function pairsOf(
  found: readonly RightSetting[],
  isPair: (off: RightSetting, on: RightSetting) => boolean,
): [RightSetting, RightSetting][] {
  const offs = found.filter(({ value }) => value === false);
  const ons = found.filter(({ value }) => value === true);
  return offs.flatMap((off) =>
    ons.filter((on) => isPair(off, on)).map((on): [RightSetting, RightSetting] => [off, on]),
  );
}

function contradiction(facts: Facts, off: RightSetting, on: RightSetting): Finding {
  return weighed(facts, off, on, {
    code: "profilesContradict",
    effect: "devices that get both report a conflict",
    hint: "Delete the one that is false, or take its assignments away.",
  });
}

function userOff(facts: Facts, off: RightSetting, on: RightSetting): Finding {
  return weighed(facts, off, on, {
    code: "userScopeWins",
    effect: "the user's setting wins over the device's, and no conflict is reported",
    hint: "Delete the user's setting, or take its assignments away.",
  });
}

function userOn(facts: Facts, off: RightSetting, on: RightSetting): Finding {
  const who = overlapOf(off.policy, on.policy, facts.groups);
  return warning(
    "userScopeWins",
    `${bothInWords(off, on)}: users who get theirs can reset their PIN, others on these devices cannot; ${overlapInWords(who) ?? "no one is in groups of both"}.`,
    "Set both to true, or keep one of the two.",
  );
}

type Words = {
  readonly code: "profilesContradict" | "userScopeWins";
  readonly effect: string;
  readonly hint: string;
};

/** A contradiction is a fault where somebody may get both. */
function weighed(facts: Facts, off: RightSetting, on: RightSetting, { code, effect, hint }: Words): Finding {
  const message = bothInWords(off, on);
  const idle = [off, on].find(({ policy }) => !isAssigned(policy));
  if (idle) {
    const which = `${idle === off ? "the one that is false" : "the one that is true"} is assigned to no one`;
    return warning(code, `${message}; ${which}.`, "Delete one of the two before somebody assigns it.");
  }
  const overlap = overlapOf(off.policy, on.policy, facts.groups);
  const who = overlapInWords(overlap);
  if (who === undefined) {
    return warning(code, `${message}; no one is in groups of both today.`, hint);
  }
  return partly(fault(code, `${message}: ${effect}; ${who}.`, hint));
}

function bothInWords(off: RightSetting, on: RightSetting): string {
  return (
    `${sentence(called(off.policy))} sets EnablePinRecovery of the ${off.scope} to false, and ` +
    `${called(on.policy)} that of the ${on.scope} to true`
  );
}

function several(names: readonly string[]): Finding {
  return warning(
    "profilesRepeat",
    `${names.length} policies set EnablePinRecovery to true: ${names.join(" and ")}.`,
    "Keep one: two that agree today can contradict each other tomorrow.",
  );
}
