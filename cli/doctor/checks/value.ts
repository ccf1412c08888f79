import type { Check } from "../check.ts";
import { type Finding, fault, given, warning } from "../finding.ts";
import { called, isAssigned, type RightSetting, rightSettings } from "../recovery.ts";
import { sentence } from "../text.ts";

const asTrue = "Run `pulumi up`; or make it, in Intune, of data type Boolean with the value True.";

/** The setting is a Boolean: a device takes no other type for this node. */
export const valueType: Check = {
  title: "EnablePinRecovery is a Boolean",
  after: ["profile-present"],
  run: (facts) =>
    given(rightSettings(facts), (found) =>
      found
        .filter(({ setting }) => !isBoolean(setting))
        .map(({ profile, setting }) =>
          fault(
            "valueType",
            `In ${called(profile)}, EnablePinRecovery is of the type ${setting.type.replace("omaSetting", "")}.`,
            asTrue,
          ),
        ),
    ),
};

/** The setting is true somewhere. */
export const valueTrue: Check = {
  title: "EnablePinRecovery is true",
  after: ["profile-present"],
  run: (facts) =>
    given(rightSettings(facts), (found) => {
      const booleans = found.filter(({ setting }) => isBoolean(setting));
      if (booleans.some(({ setting }) => setting.value === true)) {
        return [];
      }
      return booleans.map(({ profile }) =>
        fault(
          "valueFalse",
          `In ${called(profile)}, EnablePinRecovery is false: it turns PIN recovery off.`,
          asTrue,
        ),
      );
    }),
};

/** One profile sets it, or those that do say the same. */
export const profilesAgree: Check = {
  title: "No two profiles contradict each other",
  after: ["profile-present", "value-true"],
  run: (facts) =>
    given(rightSettings(facts), (found) => {
      const booleans = found.filter(({ setting }) => isBoolean(setting));
      const off = booleans.filter(({ setting }) => setting.value === false);
      const on = booleans.filter(({ setting }) => setting.value === true);
      if (on.length > 0 && off.length > 0) {
        return off.map((against) => contradiction(against, on));
      }
      return new Set(booleans.map(({ profile }) => profile.id)).size > 1 ? [several(booleans)] : [];
    }),
};

function contradiction(off: RightSetting, on: readonly RightSetting[]): Finding {
  const names = [...new Set(on.map(({ profile }) => called(profile)))].join(" and ");
  const message = `${sentence(called(off.profile))} sets EnablePinRecovery of the ${off.node.scope} to false`;
  return isAssigned(off.profile)
    ? fault(
        "profilesContradict",
        `${message}, and ${names} to true: devices that get both report a conflict.`,
        "Delete the one that is false, or take its assignments away.",
      )
    : warning(
        "profilesContradict",
        `${message}; it is assigned to no one.`,
        "Delete it before somebody assigns it.",
      );
}

function several(found: readonly RightSetting[]): Finding {
  const names = [...new Set(found.map(({ profile }) => called(profile)))];
  return warning(
    "profilesRepeat",
    `${names.length} profiles set EnablePinRecovery to true: ${names.join(" and ")}.`,
    "Keep one: two that agree today can contradict each other tomorrow.",
  );
}

function isBoolean({ type, value }: { type: string; value: unknown }): boolean {
  return type === "omaSettingBoolean" && typeof value === "boolean";
}
