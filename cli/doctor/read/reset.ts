import { resetLinkPolicyOf } from "../../../domain/reset-link-policies.ts";
import { setsWebSignInUrls } from "../../../domain/web-sign-in-urls.ts";
import type { Device, Policies } from "../facts.ts";
import { both, derived, type Fact } from "../finding.ts";
import type { AllowedUrls, Domain, PolicySetting, ResetFacts } from "../reset-facts.ts";
import { type EvaluatedUser, readEvaluations } from "./evaluations.ts";
import {
  readDomains,
  readFailedSignIns,
  readFederations,
  readRetiringUses,
  readWithoutMfa,
} from "./identity.ts";
import { attemptOptional, thenOptional } from "./optional.ts";
import { catalogSettingsOf, readPlainText, readProfileSettings } from "./policy-settings.ts";
import type { Reader } from "./principals.ts";

/** What is read first, since it depends on nothing. */
export type ResetSources = Omit<
  ResetFacts,
  "catalogSettings" | "federations" | "allowedUrls" | "evaluations"
>;

/**
 * Reads what the checks of a reset go by and what depends on nothing else.
 * @throws GraphError `cancelled`, and nothing else.
 */
export async function readResetSources(reader: Reader): Promise<ResetSources> {
  const [profileSettings, domains, withoutMfa, failedSignIns, retiringUses] = await Promise.all([
    attemptOptional(() => readProfileSettings(reader)),
    attemptOptional(() => readDomains(reader)),
    attemptOptional(() => readWithoutMfa(reader)),
    attemptOptional(() => readFailedSignIns(reader, Date.now())),
    attemptOptional(() => readRetiringUses(reader)),
  ]);
  return { profileSettings, domains, withoutMfa, failedSignIns, retiringUses };
}

/**
 * Reads what depends on the sources: where federated users sign in, which hosts web sign-in may reach, and what
 * Conditional Access would do.
 * @throws GraphError `cancelled`, and nothing else.
 */
export async function readResetFacts(
  reader: Reader,
  sources: ResetSources,
  { policies, devices }: { readonly policies: Policies; readonly devices: Fact<readonly Device[]> },
): Promise<ResetFacts> {
  const catalogSettings = derived(policies.configurationPolicies, catalogSettingsOf);
  const settings = webSignInSettings(sources.profileSettings, catalogSettings);
  const [profileSettings, federations, allowedUrls, evaluations] = await Promise.all([
    thenOptional(sources.profileSettings, (found) => decrypted(reader, found)),
    thenOptional(sources.domains, (domains) => readFederations(reader, domains)),
    thenOptional(both(sources.domains, settings), ([domains, found]) =>
      readAllowedUrls(reader, domains, found),
    ),
    thenOptional(evaluatedUser(devices), (user) => readEvaluations(reader, user)),
  ]);
  return { ...sources, profileSettings, catalogSettings, federations, allowedUrls, evaluations };
}

/** The settings with the plain text of those that may block a reset, where Graph gives it. */
function decrypted(reader: Reader, settings: readonly PolicySetting[]): Promise<PolicySetting[]> {
  const read = settings.map(async (setting) => {
    const { policy, id, secretReference } = setting;
    const isWanted = policy.isAssigned && resetLinkPolicyOf(policy.kind, id) !== undefined;
    if (secretReference === undefined || !isWanted) {
      return setting;
    }
    const value = await attemptOptional(() => readPlainText(reader, policy.id, secretReference));
    return value.known ? { policy, id, value: value.value } : setting;
  });
  return Promise.all(read);
}

/** Catalog policies that could not be read set no hosts that any page names: their id there was not verified. */
function webSignInSettings(
  profiles: Fact<readonly PolicySetting[]>,
  catalog: Fact<readonly PolicySetting[]>,
): Fact<PolicySetting[]> {
  return derived(profiles, (settings) =>
    [...settings, ...(catalog.known ? catalog.value : [])].filter(
      ({ policy, id }) => policy.isAssigned && setsWebSignInUrls(policy.kind, id),
    ),
  );
}

/** Nothing is decrypted in a tenant that has no federated domain: it would not be looked at. */
async function readAllowedUrls(
  reader: Reader,
  domains: readonly Domain[],
  settings: readonly PolicySetting[],
): Promise<AllowedUrls[]> {
  if (!domains.some(({ isFederated }) => isFederated)) {
    return [];
  }
  const read = settings.map(async (setting) => ({
    setting,
    value:
      setting.secretReference === undefined
        ? String(setting.value ?? "")
        : await readPlainText(reader, setting.policy.id, setting.secretReference),
  }));
  return Promise.all(read);
}

/** An evaluation is of one user: the owner of the first Windows device that has one. */
function evaluatedUser(devices: Fact<readonly Device[]>): Fact<EvaluatedUser> {
  if (!devices.known) {
    return devices;
  }
  const found = devices.value.find(
    ({ operatingSystem, userId }) => /^windows/i.test(operatingSystem) && userId,
  );
  return found?.userId
    ? { known: true, value: { id: found.userId, deviceName: found.name } }
    : {
        known: false,
        code: "noUserToEvaluate",
        message: "No managed Windows device has a user, and Conditional Access is evaluated for a user.",
        hint: "Run this again once a device has one.",
      };
}

/** What is known of a reset where nothing could be read. */
export function unreadReset(unread: Fact<never>): ResetFacts {
  return {
    profileSettings: unread,
    catalogSettings: unread,
    domains: unread,
    federations: unread,
    allowedUrls: unread,
    evaluations: unread,
    withoutMfa: unread,
    failedSignIns: unread,
    retiringUses: unread,
  };
}
