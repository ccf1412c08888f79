import type { Check } from "../check.ts";
import type { Facts } from "../facts.ts";
import { type Finding, fault, given, warning } from "../finding.ts";
import { called, isBoolean, isOnElsewhere, type RightSetting, rightSettings } from "../recovery.ts";

const asTrue = "Run `pulumi up`; or make it, in Intune, of data type Boolean with the value True.";
const source = "https://learn.microsoft.com/windows/client-management/mdm/passportforwork-csp";

/** The setting is a Boolean, or one of its options: a device takes nothing else for this node. */
export const valueType: Check = {
  title: "EnablePinRecovery is a Boolean",
  after: ["profile-present"],
  source,
  run: (facts) =>
    given(rightSettings(facts), (found) =>
      found.filter((setting) => !isBoolean(setting)).map((setting) => noBoolean(facts, setting)),
    ),
};

function noBoolean(facts: Facts, { policy, type }: RightSetting): Finding {
  const what =
    type === undefined ? "neither of its two options" : `of the type ${type.replace("omaSetting", "")}`;
  const judge = isOnElsewhere(facts, policy) ? warning : fault;
  return judge("valueType", `In ${called(policy)}, EnablePinRecovery is ${what}.`, asTrue);
}

/** The setting is true somewhere. */
export const valueTrue: Check = {
  title: "EnablePinRecovery is true",
  after: ["profile-present"],
  source,
  run: (facts) =>
    given(rightSettings(facts), (found) => {
      const booleans = found.filter(isBoolean);
      if (booleans.some(({ value }) => value === true)) {
        return [];
      }
      return booleans.map(({ policy }) =>
        fault(
          "valueFalse",
          `In ${called(policy)}, EnablePinRecovery is false: it turns PIN recovery off.`,
          asTrue,
        ),
      );
    }),
};
