import { type RecoveryNode, readRecoveryNode } from "../../domain/recovery-node.ts";
import { pinRecoveryOf, type RecoveryPolicy, routeNames } from "../../domain/recovery-routes.ts";
import { isAssigned, type Policy } from "../policies/policy.ts";
import type { Facts } from "./facts.ts";
import { derived, type Fact, type Finding, partly } from "./finding.ts";

export { isAssigned, isIncluding } from "../policies/policy.ts";

/** A policy that sets EnablePinRecovery, and by which route. */
export type RecoveryRoute = Policy & { readonly route: RecoveryPolicy["kind"] };

/** A setting of EnablePinRecovery, the policy that it is in, and what its OMA-URI is where it has one. */
export type RecoverySetting = Pick<RecoveryPolicy, "scope" | "value" | "settingId"> & {
  readonly policy: RecoveryRoute;
  readonly node: RecoveryNode;
  /** Graph's type of a custom profile's setting. */
  readonly type: string | undefined;
};

/** A recovery setting that devices of this tenant take. */
export type RightSetting = RecoverySetting & { readonly node: Extract<RecoveryNode, { kind: "right" }> };

/**
 * Every setting of EnablePinRecovery in the policies that could be read, by whatever route. Where none of these has one,
 * and others could not be read, it is not known.
 */
export function recoverySettings({ policies, tenantId }: Facts): Fact<RecoverySetting[]> {
  const sources = Object.values(policies);
  const found = sources.flatMap((source) => (source.known ? source.value : []));
  const unread = sources.find((source) => !source.known);
  const settings = derived(tenantId, (tenant) => found.flatMap((policy) => settingsOf(policy, tenant)));
  return unread && settings.known && settings.value.length === 0 ? unread : settings;
}

function settingsOf(policy: Policy, tenant: string): RecoverySetting[] {
  return policy.settings.flatMap((setting) => {
    const [found] = pinRecoveryOf([{ ...policy, settings: [setting] }]);
    if (found === undefined) {
      return [];
    }
    const { kind: route, scope, value, settingId } = found;
    const node: RecoveryNode =
      policy.kind === "custom"
        ? readRecoveryNode(settingId, tenant)
        : { kind: "right", scope, implied: false };
    return [{ policy: { ...policy, route }, scope, value, settingId, node, type: setting.type }];
  });
}

/** Those of them that devices of this tenant take. */
export function rightSettings(facts: Facts): Fact<RightSetting[]> {
  return derived(recoverySettings(facts), (settings) => settings.filter(isRight));
}

function isRight(found: RecoverySetting): found is RightSetting {
  return found.node.kind === "right";
}

/** Whether a device takes the value: a custom profile's must be of the type for Booleans too. */
export function isBoolean({ type, value }: RightSetting): boolean {
  return value !== "other" && (type === undefined || type === "omaSettingBoolean");
}

/**
 * The policies that the rest is about: those that turn PIN recovery on, or else those that set it in a form that devices
 * of this tenant take, or else all.
 */
export function policiesInPlay(facts: Facts): Fact<RecoveryRoute[]> {
  return derived(recoverySettings(facts), (settings) => {
    const right = settings.filter(isRight);
    const on = right.filter(({ value }) => value === true);
    const [inPlay = []] = [on, right, settings].filter(({ length }) => length > 0);
    return policiesOf(inPlay);
  });
}

/** The policies of settings, each once: one may set the device's node and the user's. */
export function policiesOf(settings: readonly RecoverySetting[]): RecoveryRoute[] {
  return [...new Map(settings.map(({ policy }) => [policy.id, policy])).values()];
}

/** Whether another policy than this one turns PIN recovery on for somebody. */
export function isOnElsewhere(facts: Facts, { id }: Policy): boolean {
  const settings = rightSettings(facts);
  return (
    settings.known &&
    settings.value
      .filter(isBoolean)
      .some(({ policy, value }) => policy.id !== id && value === true && isAssigned(policy))
  );
}

/** A fault of one policy, which is the fault of some devices alone where another policy turns PIN recovery on. */
export function faultOf(facts: Facts, policy: Policy, found: Finding): Finding {
  return isOnElsewhere(facts, policy) ? partly(found) : found;
}

/** A policy as it is called in a message. */
export function called({ route, name, id }: RecoveryRoute): string {
  return `the ${routeNames[route]} "${name}" (${id})`;
}
