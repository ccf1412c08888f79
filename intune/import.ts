import type { z } from "zod";
import { unexpectedResponse } from "../graph/errors.ts";
import { canonicalise, type Issue } from "../provider/check.ts";
import { diffProperties } from "../provider/diff.ts";
import { formatPath, isPropertyMap } from "../provider/paths.ts";
import type { PropertyMap, PropertyValue } from "../provider/values.ts";
import { IntuneError } from "./errors.ts";
import { profileType } from "./graph-profile.ts";
import { isUndecodedXml } from "./oma-values.ts";
import { profilePath } from "./plain-texts.ts";
import type { ProfileSnapshot } from "./profile-snapshot.ts";

/** @throws GraphError when an id that is to be imported is that of another kind of configuration. */
export function refuseUnlessProfile({ id, type }: ProfileSnapshot): void {
  if (type === profileType) {
    return;
  }
  const kind = typeof type === "string" ? `a ${type}` : "a configuration without a type";
  throw unexpectedResponse(
    profilePath(id),
    `${kind}, not a custom Windows profile; give the id of a custom profile`,
  );
}

/**
 * Lets a profile be imported only where a program can declare all of it: what could not be written back as it is
 * would be changed by the next `up`.
 *
 * @throws IntuneError that names the profile, each setting, and what to do; no value is in it.
 */
export function refuseUndeclarable(
  { id, inputs, unreadable, unread }: ProfileSnapshot,
  schema: z.ZodObject,
): void {
  const hidden = unreadable.map((index): Issue => {
    return { property: valueAt(index), reason: "is kept encrypted, and Graph returns no value for it" };
  });
  const notAsked = (unread?.unknown ?? []).map((index): Issue => {
    return {
      property: valueAt(index),
      reason:
        "is kept encrypted, and is not read since intune:readEncryptedValues is false; import with it true " +
        "(INTUNE_READ_ENCRYPTED_VALUES=true), as an identity that has DeviceManagementConfiguration.ReadWrite.All",
    };
  });
  refuse(`The profile ${JSON.stringify(inputs.displayName ?? null)} (${id})`, inputs, [
    ...hidden,
    ...notAsked,
    ...undecodedXml(inputs),
    ...undeclarable(schema, inputs),
  ]);
}

/**
 * As refuseUndeclarable, of a profile's assignments.
 *
 * @throws IntuneError that names the profile, each assignment, and what to do.
 */
export function refuseUndeclarableTargets(id: string, targets: PropertyValue[], schema: z.ZodObject): void {
  const inputs = { configurationId: id, targets };
  refuse(`The assignment of the profile ${id}`, inputs, undeclarable(schema, inputs));
}

/** How many issues are listed at most. */
const listedAtMost = 20;

function refuse(what: string, inputs: PropertyMap, issues: readonly Issue[]): void {
  if (issues.length === 0) {
    return;
  }
  const first = new Map(issues.toReversed().map((issue) => [issue.property, issue]));
  const listed = [...first.values()].toReversed();
  const more = listed.length - listedAtMost;
  throw new IntuneError({
    code: "notDeclarable",
    message: [
      `${what} cannot be imported as it is, since no program can declare this of it:`,
      ...listed
        .slice(0, listedAtMost)
        .map(({ property, reason }) => `  ${property}${elementAt(inputs, property)} ${reason}`),
      ...(more > 0 ? [`  and ${more} more`] : []),
    ].join("\n"),
    hint: "Nothing was changed. Set it right in the Intune admin center, and import again; or leave it out of the program.",
  });
}

const valueAt = (index: number) => formatPath(["omaSettings", index, "value"]);

function undecodedXml({ omaSettings }: PropertyMap): Issue[] {
  const settings = Array.isArray(omaSettings) ? omaSettings : [];
  return settings.flatMap((setting, index) =>
    isPropertyMap(setting) && setting.type === "StringXml" && isUndecodedXml(setting.value)
      ? [
          {
            property: valueAt(index),
            reason: "is XML in another encoding than UTF-8, which is all that can be declared",
          },
        ]
      : [],
  );
}

function undeclarable(schema: z.ZodObject, inputs: PropertyMap): Issue[] {
  const { value, issues } = canonicalise(schema, inputs);
  if (issues.length > 0) {
    return issues;
  }
  return diffProperties(inputs, value, {}).map(({ path }) => ({
    property: formatPath(path),
    reason: "is not of the type that Graph publishes for it",
  }));
}

/** The setting or the target that a path leads into, as the Intune admin center shows it. */
function elementAt(inputs: PropertyMap, property: string): string {
  const [, list = "", index] = /^(\w+)\[(\d+)\]/.exec(property) ?? [];
  const elements = inputs[list];
  const element = Array.isArray(elements) ? elements[Number(index)] : undefined;
  if (!isPropertyMap(element)) {
    return "";
  }
  const { displayName, omaUri, type = null, groupId } = element;
  const names = list === "omaSettings" ? [displayName ?? null, omaUri ?? null] : [groupId ?? type];
  return ` (${names.map((name) => JSON.stringify(name)).join(", ")})`;
}
