import { routeNames } from "../domain/recovery-routes.ts";
import { settingName } from "../settings/names.ts";
import type { Settings } from "../settings.ts";
import { plainText } from "../text/plain-text.ts";
import { stackLog } from "./stack-log.ts";
import type { StackState } from "./stack-state.ts";

type Profile = Settings["profile"];

/** The resource of each kind of profile, and the property that has its name in Intune. */
const resources = {
  custom: { type: "intune:index:WindowsCustomConfiguration", named: "displayName" },
  settingsCatalog: { type: "intune:index:SettingsCatalogPolicy", named: "name" },
} as const satisfies Record<Profile["kind"], unknown>;

/** Whether the stack has its profile already, as the kind that the settings declare. */
export function hasProfile(name: string, { kind }: Pick<Profile, "kind">, state: StackState): boolean {
  return outputsOf(name, kind, state) !== undefined;
}

/**
 * The IDs in Intune of the profiles that the stack has made, of either kind: after `profile.kind` was changed that is the
 * one which this run removes. The engine tells a program no resource's ID, but those that are outputs of another.
 */
export function ownProfileIds(name: string, state: StackState): ReadonlySet<string> {
  if (!kinds.some((kind) => hasProfile(name, { kind }, state))) {
    return new Set();
  }
  const ids = [
    state.find("pin-reset:index:PinRecoveryProfile", name)?.profileId,
    state.find("intune:index:DeviceConfigurationAssignments", `${name}-assignments`)?.configurationId,
  ];
  return new Set(ids.filter((id) => typeof id === "string").map((id) => id.toLowerCase()));
}

/** Says in which order the profile of one kind takes the place of the other, where `profile.kind` was changed. */
export function tellOfChangedKind(name: string, profile: Profile, state: StackState): void {
  const other = otherKind[profile.kind];
  const { named } = resources[other];
  const old = outputsOf(name, other, state);
  if (old === undefined) {
    return;
  }
  const removed = `the ${routeNames[other]} "${plainText(String(old[named]))}"`;
  stackLog.info(
    `${settingName(["profile", "kind"])} is ${profile.kind} now: the ${routeNames[profile.kind]} "${profile.displayName}" is ` +
      `created and assigned first, and ${removed} is removed after that, so that one of the two is assigned at every moment.`,
  );
}

/**
 * Warns where the stack holds what its profile would find, under another name: an import that was made beside the component.
 * The Intune provider says so itself where the engine refreshes before the program starts; in one pass it does not read what
 * the program does not declare.
 */
export function warnOfMisplacedProfile(name: string, profile: Profile, state: StackState): void {
  const { type, named } = resources[profile.kind];
  const urns = state.urnsOf(type, named, profile.displayName);
  if (hasProfile(name, profile, state) || urns.length === 0) {
    return;
  }
  stackLog.warn(
    [
      `The stack holds the ${routeNames[profile.kind]} "${profile.displayName}" under another name already, as`,
      ...urns.map((urn) => `  ${plainText(urn)}`),
      `Where it is equal to what is declared, an update takes it over for ${name}-profile, and the other name leaves the state: ` +
        "the profile stays. Where it differs, the update fails and changes nothing. `npm run pin-reset -- adopt` brings it to its own place.",
    ].join("\n"),
  );
}

const otherKind = { custom: "settingsCatalog", settingsCatalog: "custom" } as const;

const kinds = Object.values(otherKind);

function outputsOf(name: string, kind: Profile["kind"], state: StackState) {
  return state.find(resources[kind].type, `${name}-profile`);
}
