import { isDeepStrictEqual } from "node:util";
import { pinResetApps } from "../../tenant/seed/ids.ts";
import type { TenantState } from "../../tenant/state.ts";
import { type Declaration, type ExpectedProfile, expectedProfile } from "./declaration.ts";

/** Something that must not happen. */
export type Finding = {
  readonly kind: "duplicate" | "loss" | "false drift" | "leak" | "double reset";
  readonly what: string;
};

const profileType = "#microsoft.graph.windows10CustomConfiguration";
const enterpriseTag = "WindowsAzureActiveDirectoryIntegratedApp";
const declaredScopes = ["User.Read", "user_impersonation"];

/** How a tenant differs from what is declared; undefined: from a tenant whose stack was destroyed. */
export function compare(state: TenantState, declaration: Declaration | undefined): Finding[] {
  return declaration === undefined
    ? [...leftProfiles(state), ...grantFindings(state, []), ...principalFindings(state)]
    : compareWith(state, expectedProfile(declaration));
}

/** How a tenant differs from one that has this profile, and all that the program makes beside it. */
export function compareWith(state: TenantState, expected: ExpectedProfile): Finding[] {
  return [
    ...profileFindings(state, expected),
    ...grantFindings(state, declaredScopes),
    ...principalFindings(state),
  ];
}

/** A run that made more than one profile repeated a POST, though the one too many may be gone by now. */
export function creationFindings(created: number): Finding[] {
  return created > 1 ? [duplicate(`one run created a profile ${created} times`)] : [];
}

/** What a `preview --expect-no-changes` without faults says by its exit code, right after a step. */
export function driftBy(code: number | null): Finding[] {
  if (code === 0) {
    return [];
  }
  return [{ kind: "false drift", what: `the preview after it ended with exit code ${code}` }];
}

const loss = (what: string): Finding => ({ kind: "loss", what });
const duplicate = (what: string): Finding => ({ kind: "duplicate", what });

/** A policy of either kind with what it sets, each as `id = value`. */
type Profile = Pick<ReturnType<TenantState["configurationPolicies"]["all"]>[number], "id" | "assignments"> & {
  readonly displayName: string;
  readonly description?: string | null | undefined;
  readonly settings: readonly string[];
};

/** The custom profiles and settings catalog policies of a tenant; one that is freshly seeded has none. */
function profilesOf(state: TenantState): Profile[] {
  const profiles = state.deviceConfigurations.all().filter((each) => each["@odata.type"] === profileType);
  return [
    ...profiles.map(({ omaSettings, ...profile }) => ({
      ...profile,
      settings: (omaSettings ?? []).map(({ omaUri, value }) => `${omaUri} = ${value}`),
    })),
    ...state.configurationPolicies.all().map(({ name, settings, ...policy }) => ({
      ...policy,
      displayName: name,
      settings: settings.flatMap(choicesIn),
    })),
  ];
}

type Instance = ReturnType<TenantState["configurationPolicies"]["all"]>[number]["settings"][number];

function choicesIn(instance: Instance): string[] {
  const { settingDefinitionId, choiceSettingValue, groupSettingCollectionValue = [] } = instance;
  const own =
    choiceSettingValue === undefined ? [] : [`${settingDefinitionId} = ${choiceSettingValue.value}`];
  return [...own, ...groupSettingCollectionValue.flatMap(({ children = [] }) => children.flatMap(choicesIn))];
}

function leftProfiles(state: TenantState): Finding[] {
  return profilesOf(state).map(({ id, displayName }) =>
    loss(`the profile ${id} "${displayName}" is left behind`),
  );
}

function profileFindings(state: TenantState, expected: ExpectedProfile): Finding[] {
  const profiles = profilesOf(state);
  const [only, ...more] = profiles.toSorted((left, right) => rank(left, expected) - rank(right, expected));
  if (only === undefined) {
    return [loss(`there is no profile "${expected.displayName}"`)];
  }
  const found = shapeOf(only);
  const differing = keysOf(expected).filter(
    (key) => !isDeepStrictEqual(sorted(found[key]), sorted(expected[key])),
  );
  return [
    ...more.map(({ id, displayName }) => duplicate(`the profile ${id} "${displayName}" is one too many`)),
    ...differing.map((key) =>
      loss(
        `the profile's ${key} are ${JSON.stringify(found[key])} instead of ${JSON.stringify(expected[key])}`,
      ),
    ),
  ];
}

/** The best match first, so that what is one too many is told from what differs. */
function rank(profile: Profile, expected: ExpectedProfile): number {
  const found = shapeOf(profile);
  return keysOf(expected).filter((key) => !isDeepStrictEqual(sorted(found[key]), sorted(expected[key])))
    .length;
}

function shapeOf({ displayName, description, settings, assignments }: Profile): ExpectedProfile {
  return {
    displayName,
    description: description ?? "",
    settings,
    targets: assignments.map(({ target }) => describeTarget(target)),
  };
}

function describeTarget(target: Profile["assignments"][number]["target"]): string {
  const kind = target["@odata.type"].replace("#microsoft.graph.", "").replace("AssignmentTarget", "");
  return "groupId" in target && target.groupId ? `${kind} ${target.groupId}` : kind;
}

function sorted(value: string | readonly string[]): string | readonly string[] {
  return typeof value === "string" ? value : value.toSorted();
}

function keysOf(expected: ExpectedProfile): (keyof ExpectedProfile)[] {
  return Object.keys(expected) as (keyof ExpectedProfile)[];
}

function grantFindings(state: TenantState, expected: readonly string[]): Finding[] {
  const found = state.oauth2PermissionGrants.all().map(({ scope }) => (scope ?? "").trim());
  const missing = expected.filter((scope) => !found.includes(scope));
  const more = found.filter((scope, index) => !expected.includes(scope) || found.indexOf(scope) < index);
  return [
    ...missing.map((scope) => loss(`the permission ${scope} is not granted`)),
    ...more.map((scope) =>
      expected.length === 0
        ? loss(`the grant of ${scope} is left behind`)
        : duplicate(`the grant of ${scope} is one too many`),
    ),
  ];
}

/** Both applications stay when a stack is destroyed. */
function principalFindings(state: TenantState): Finding[] {
  return Object.values(pinResetApps).flatMap(({ id, displayName }) => {
    const found = state.servicePrincipals.all().filter(({ appId }) => appId === id);
    const good = found.filter(({ accountEnabled, tags }) => accountEnabled && tags.includes(enterpriseTag));
    return [
      ...(good.length === 0 ? [loss(`there is no enabled principal of ${displayName}`)] : []),
      ...found.slice(1).map(() => duplicate(`a principal of ${displayName} is one too many`)),
    ];
  });
}
