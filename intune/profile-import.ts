import type { z } from "zod";
import { unexpectedResponse } from "../graph/errors.ts";
import type { Issue } from "../provider/check.ts";
import { formatPath, isPropertyMap } from "../provider/paths.ts";
import type { PropertyMap } from "../provider/values.ts";
import { profileType } from "./graph-profile.ts";
import { isUndecodedXml } from "./oma-values.ts";
import { customProfiles, policyPath } from "./policy-kind.ts";
import type { ProfileSnapshot } from "./profile-snapshot.ts";
import { refuseUndeclarable } from "./refused-import.ts";

/**
 * Lets a custom profile be imported only where a program can declare all of it.
 *
 * @throws GraphError when an id is that of another kind of configuration; IntuneError as refuseUndeclarable does.
 */
export function refuseProfile(profile: ProfileSnapshot, schema: z.ZodObject): void {
  const { id, type, inputs, unreadable, unread } = profile;
  if (type !== profileType) {
    const kind = typeof type === "string" ? `a ${type}` : "a configuration without a type";
    throw unexpectedResponse(
      policyPath(customProfiles, id),
      `${kind}, not a custom Windows profile; give the id of a custom profile`,
    );
  }
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
  refuseUndeclarable({
    what: `The profile ${JSON.stringify(inputs.displayName ?? null)} (${id})`,
    inputs,
    schema,
    issues: [...hidden, ...notAsked, ...undecodedXml(inputs)],
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
